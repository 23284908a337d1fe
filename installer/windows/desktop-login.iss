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

[Icons]
Name: "{group}\Desktop Login"; Filename: "{app}\desktop-login.exe"

[Run]
Filename: "{app}\desktop-login.exe"; Flags: nowait postinstall skipifsilent
