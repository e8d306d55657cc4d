#!/bin/sh
# Puts the fonts of formal letters into .venv/share/anqi/fonts, with a fontconfig file that names that folder alone.
#
# Usage: sh compliance/install/fonts.sh [VENV]        (default .venv beside this repository's Makefile)
# Fonts already on the system are linked; the others are taken out of their Debian packages with apt-get download,
# which needs the package lists (apt-get update) but no root. Runs quietly and does nothing when all is in place.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
venv=${1:-$root/.venv}
fonts=$venv/share/anqi/fonts
work=

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 2
}
clean() { [ -z "$work" ] || rm -rf "$work"; }
trap clean EXIT

# package | path inside it | file name here
wanted() {
    cat <<'LIST'
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolKai-Regular.otf
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolHei-Regular.otf
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolSong-Regular.otf
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolSong-Bold.otf
texlive-lang-chinese|usr/share/doc/texlive-doc/fonts/fandol/README
texlive-lang-chinese|usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz
fonts-noto-cjk|usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc
fonts-noto-cjk|usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc
fonts-noto-cjk|usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
fonts-lxgw-wenkai|usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf
fonts-babelstone-han|usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf
fonts-dejavu-core|usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
LIST
}

missing_packages() {
    wanted | while IFS='|' read -r package path; do
        [ -e "$fonts/${path##*/}" ] || printf '%s\n' "$package"
    done | sort -u
}

link_system_fonts() {
    wanted | while IFS='|' read -r _ path; do
        if [ ! -e "$fonts/${path##*/}" ] && [ -e "/$path" ]; then
            ln -sf "/$path" "$fonts/${path##*/}"
        fi
    done
}

extract() { # extract PACKAGE: its wanted files into the folder
    package=$1
    mkdir -p "$work/$package"
    (cd "$work/$package" && apt-get download -q "$package" >"$work/log" 2>&1) || {
        case $package in fonts-lxgw-wenkai | fonts-babelstone-han)
            say "未能下载字体包 $package：个别极罕用字可能无法印出，可在联网后重新运行本脚本。 / Could not download $package: some very rare characters may be refused."
            return 0
            ;;
        esac
        say "无法下载字体包 $package，请先以管理员身份运行 apt-get update，或者 apt-get install $package 后重新运行本脚本。"
        say "Cannot download the font package $package: run apt-get update as root, or install it, then run this again."
        exit 2
    }
    members=$(wanted | while IFS='|' read -r from path; do [ "$from" != "$package" ] || printf './%s\n' "$path"; done)
    # shellcheck disable=SC2086 — one argument a line, none holds a blank
    dpkg-deb --fsys-tarfile "$work/$package"/*.deb | tar x -C "$work/$package" $members || {
        say "字体包 $package 里缺少所需文件，请向维护者报告您的系统版本。 / $package lacks a file we need; please report your system's version."
        exit 2
    }
    for member in $members; do mv "$work/$package/$member" "$fonts/"; done
}

write_configuration() { # FandolSong-Bold declares the weight of a regular face, so its weight is set when it is scanned
    cat >"$fonts/fonts.conf.new" <<CONF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>$fonts</dir>
  <cachedir>$fonts/cache</cachedir>
  <match target="scan">
    <test name="family"><string>FandolSong</string></test>
    <test name="style"><string>Bold</string></test>
    <edit name="weight" mode="assign"><const>bold</const></edit>
  </match>
</fontconfig>
CONF
    if cmp -s "$fonts/fonts.conf.new" "$fonts/fonts.conf"; then
        rm "$fonts/fonts.conf.new"
    else
        rm -rf "$fonts/cache"
        mkdir "$fonts/cache"
        mv "$fonts/fonts.conf.new" "$fonts/fonts.conf"
    fi
}

[ -d "$venv" ] || fail "没有找到虚拟环境 $venv，请先运行 make setup。 / No virtual environment at $venv: run make setup first."
mkdir -p "$fonts"
link_system_fonts
packages=$(missing_packages)
if [ -n "$packages" ]; then
    for tool in apt-get dpkg-deb; do
        command -v "$tool" >/dev/null 2>&1 || fail "缺少字体 $packages，而本机没有 $tool，请把字体文件放入 $fonts 后重新运行。 / Fonts are missing and there is no $tool here: put the files into $fonts and run this again."
    done
    # A slim image has no package lists; root can fetch them, anybody else is told what to ask for.
    if [ "$(id -u)" = 0 ] && ! apt-cache show texlive-lang-chinese >/dev/null 2>&1; then
        apt-get update -qq >/dev/null 2>&1 || true
    fi
    work=$(mktemp -d)
    say "正在准备文书字体 / preparing the fonts of formal letters: $(printf '%s ' $packages)"
    for package in $packages; do extract "$package"; done
fi
write_configuration
