#!/bin/sh
# Installs the Debian packages that the product ("run"), its tests ("test") and its measurements ("measure") need.
# Without the right to install, one sentence says what to ask for.
set -eu

RUN="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk fonts-dejavu-core"
TEST="postgresql redis-server chromium poppler-utils"
# What the benchmark compares with, and what the contact sheets show the DOCX in.
MEASURE="libreoffice-writer-nogui"

wanted=""
for group in "$@"; do
    case "$group" in
        run) wanted="$wanted $RUN" ;;
        test) wanted="$wanted $TEST" ;;
        measure) wanted="$wanted $MEASURE" ;;
        *) echo "system.sh: 没有“$group”这一组；可用的是 run、test、measure。" >&2; exit 2 ;;
    esac
done

command -v dpkg-query >/dev/null 2>&1 || {
    echo "这不是 Debian 系统：请自行安装 Pango（libpango、libpangoft2）、libharfbuzz-subset、fontconfig 与 Noto CJK 字体后再运行。" >&2
    exit 0
}

missing=""
for package in $wanted; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = "installed" ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "缺少系统软件包且无权安装；请管理员执行：apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi

echo "安装系统软件包：$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A database or Redis that the package would start is not needed: the tests start their own on private ports.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
{ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1 || {
    tail -5 "$log" >&2
    echo "系统软件包没有装上；请检查软件源后重试：apt-get install -y --no-install-recommends$missing" >&2
    exit 1
}
