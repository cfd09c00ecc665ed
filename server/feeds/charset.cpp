#include "feeds/charset.hpp"

#include <array>
#include <cerrno>
#include <memory>

#include <fmt/format.h>
#include <iconv.h>

#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;

bool is_utf8_name(std::string_view name) {
  return name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii";
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 2 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The value of `key=value` or `key="value"` after `key` in `text`, lower case.
std::string value_after(std::string_view text, std::string_view key) {
  const auto at = text.find(key);
  if (at == std::string_view::npos) return {};
  auto rest = trim(text.substr(at + key.size()));
  if (!rest.starts_with('=')) return {};
  rest = trim(rest.substr(1));
  if (rest.starts_with('"') || rest.starts_with('\'')) {
    return std::string(rest.substr(1, rest.find(rest.front(), 1) - 1));
  }
  return std::string(rest.substr(0, rest.find_first_of("; \t\r\n?")));
}

std::string declared_encoding(std::string_view body) {
  const auto text = trim(body.substr(0, 256));
  if (!text.starts_with("<?xml")) return {};
  auto name = value_after(lower(text.substr(0, text.find("?>"))), "encoding");
  if (name.starts_with("utf-16")) name.clear();  // it could not have been read if it were true
  return name;
}

std::string charset_of(std::string_view body, std::string_view encoding,
                       std::string_view content_type) {
  if (!encoding.empty()) return lower(encoding);
  if (auto declared = declared_encoding(body); !declared.empty()) return declared;
  if (auto sent = value_after(lower(content_type), "charset"); !sent.empty()) return sent;
  return "utf-8";
}

struct CloseConverter {
  void operator()(iconv_t converter) const noexcept { iconv_close(converter); }
};

std::string convert(iconv_t converter, std::string_view body) {
  std::string out;
  out.reserve(body.size() + body.size() / 2);
  std::string input(body);  // iconv wants a pointer it could write through
  char* from = input.data();
  std::size_t left = input.size();
  std::array<char, 4096> piece{};
  while (left > 0) {
    char* to = piece.data();
    std::size_t room = piece.size();
    const auto done = iconv(converter, &from, &left, &to, &room);
    const int why = errno;
    out.append(piece.data(), piece.size() - room);
    if (done != static_cast<std::size_t>(-1) || why == E2BIG) continue;
    out += '?';
    ++from;
    --left;
    iconv(converter, nullptr, nullptr, nullptr, nullptr);
  }
  return out;
}

rates::Result<std::string> from_charset(const std::string& name, std::string_view body) {
  if (!is_known_charset(name)) {
    return fail(Errc::bad_document,
                fmt::format("expected a known character set, got {}", excerpt(name)));
  }
  if (is_utf8_name(name)) return std::string(body);
  const iconv_t opened = iconv_open("UTF-8", name.c_str());
  if (opened == reinterpret_cast<iconv_t>(-1)) {
    return fail(Errc::bad_document,
                fmt::format("character set {}: this system cannot read it", name));
  }
  const std::unique_ptr<void, CloseConverter> converter(opened);
  return convert(opened, body);
}

}  // namespace

bool is_known_charset(std::string_view name) {
  const auto text = lower(name);
  const std::string_view view = text;
  if (is_utf8_name(view) || view == "koi8-r" || view == "koi8-u") return true;
  if (view == "utf-16" || view == "utf-16le" || view == "utf-16be") return true;
  if (view.starts_with("windows-125")) return is_number(view.substr(11)) && view.size() == 12;
  if (view.starts_with("cp125")) return is_number(view.substr(5)) && view.size() == 6;
  return view.starts_with("iso-8859-") && is_number(view.substr(9));
}

rates::Result<std::string> to_utf8(std::string_view body, std::string_view encoding,
                                   std::string_view content_type) {
  if (body.starts_with("\xEF\xBB\xBF")) return std::string(body.substr(3));
  if (body.starts_with("\xFF\xFE")) return from_charset("utf-16le", body.substr(2));
  if (body.starts_with("\xFE\xFF")) return from_charset("utf-16be", body.substr(2));
  return from_charset(charset_of(body, encoding, content_type), body);
}

}  // namespace tickerd::feeds
