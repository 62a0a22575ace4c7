#!/bin/sh
# Installs Chromium through the system's package manager where no Chromium or Chrome is there.
# Where it cannot, the browser tests fail and say the same.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium (apt-get)"
    $as_root apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium >/dev/null && exit 0
elif command -v dnf >/dev/null 2>&1; then
    echo "installing chromium (dnf)"
    $as_root dnf install -y -q chromium && exit 0
elif command -v pacman >/dev/null 2>&1; then
    echo "installing chromium (pacman)"
    $as_root pacman -S --noconfirm --needed chromium && exit 0
elif command -v brew >/dev/null 2>&1; then
    echo "installing chromium (brew)"
    brew install --quiet --cask chromium && exit 0
fi
echo "no Chromium could be installed: install chromium by hand, or set ATLAS_CHROMIUM to its path; the browser tests will fail" >&2
exit 0
