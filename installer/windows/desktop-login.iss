; Inno Setup 6 definition of the installer. Not run where this was written: it needs Windows.
;   iscc /DVersion=0.1.0 installer\windows\desktop-login.iss
; Signing: iscc "/Ssigntool=signtool sign /fd SHA256 /tr http://timestamp.example /td SHA256 /n NAME $f" /DSign ...
#ifndef Version
  #define Version "0.0.0"
#endif

[Setup]
AppId={{6B1E0A6B-6C0C-4F8D-9E62-3B5C0E5C7A11}
AppName=Desktop Login
AppVersion={#Version}
DefaultDirName={autopf}\Desktop Login
DefaultGroupName=Desktop Login
; users may choose an installation for themselves; for all, the folder is one they cannot write
PrivilegesRequired=admin
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesInstallIn64BitMode=x64compatible
OutputDir=..\..\dist
OutputBaseFilename=desktop-login-{#Version}-setup
SetupIconFile=..\..\resources\icons\desktop-login.ico
UninstallDisplayIcon={app}\desktop-login.exe
LicenseFile=..\..\LICENSE
Compression=lzma2/max
SolidCompression=yes
ChangesEnvironment=yes
WizardStyle=modern
#ifdef Sign
SignTool=signtool
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "ja"; MessagesFile: "compiler:Languages\Japanese.isl"

[Files]
Source: "..\..\dist\desktop-login\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs
; the command `desktop-login`: the windowed program of that name has no standard output
Source: "desktop-login.cmd"; DestDir: "{app}\bin"; Flags: ignoreversion

[Registry]
Root: HKA; Subkey: "{code:EnvironmentKey}"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}\bin"; Check: NeedsPath

[Icons]
Name: "{group}\Desktop Login"; Filename: "{app}\desktop-login.exe"

[Run]
Filename: "{app}\desktop-login.exe"; Flags: nowait postinstall skipifsilent

[Code]
function EnvironmentKey(Param: String): String;
begin
  if IsAdminInstallMode then
    Result := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

function NeedsPath(): Boolean;
var
  Path: String;
begin
  if not RegQueryStringValue(HKA, EnvironmentKey(''), 'Path', Path) then
    Path := '';
  Result := Pos(';' + Lowercase(ExpandConstant('{app}\bin')) + ';', ';' + Lowercase(Path) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path: String;
begin
  if Step <> usPostUninstall then
    exit;
  if RegQueryStringValue(HKA, EnvironmentKey(''), 'Path', Path) then
    if StringChangeEx(Path, ';' + ExpandConstant('{app}\bin'), '', True) > 0 then
      RegWriteExpandStringValue(HKA, EnvironmentKey(''), 'Path', Path);
end;
