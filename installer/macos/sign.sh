#!/usr/bin/env bash
# Signs the bundle, packs it as a disk image and has it notarized. Not run where this was written:
# it needs macOS, a Developer ID and a notary profile.
#   DEVELOPER_ID="Developer ID Application: ..." NOTARY_PROFILE=name installer/macos/sign.sh
# https://developer.apple.com/documentation/security/notarizing-macos-software-before-distribution
set -euo pipefail
cd "$(dirname "$0")/../.."
app="dist/Desktop Login.app"
image="dist/Desktop-Login-$(python3 -c 'from installer.freeze import VERSION; print(VERSION)').dmg"

codesign --force --deep --options runtime --timestamp \
    --entitlements installer/macos/entitlements.plist --sign "$DEVELOPER_ID" "$app"
codesign --verify --strict --deep "$app"
hdiutil create -volname "Desktop Login" -srcfolder "$app" -ov -format UDZO "$image"
codesign --timestamp --sign "$DEVELOPER_ID" "$image"
xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
xcrun stapler staple "$image"
