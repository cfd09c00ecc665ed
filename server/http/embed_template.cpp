#include "http/embed_template.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "http/integrity.hpp"

namespace tickerd::http {
namespace {

constexpr std::string_view theme_mark = R"(data-theme="auto")";
constexpr std::string_view discovery_mark = "<!--discovery-->";
constexpr std::string_view script_start = "<!--script-->";
constexpr std::string_view script_end = "<!--/script-->";
constexpr std::string_view tape_start = "<!--tape-->";
constexpr std::string_view attributes_mark = " data-asked";
constexpr std::string_view content_mark = "<!--rates-->";
constexpr std::string_view aside_mark = "<!--aside-->";
constexpr std::string_view sandbox_mark = "<!--sandbox-->";
constexpr std::string_view tape_end = "<!--/tape-->";
/// In the order they have in the page.
constexpr std::string_view marks[] = {theme_mark,   discovery_mark,  script_start, script_end,
                                      tape_start,   attributes_mark, content_mark, aside_mark,
                                      sandbox_mark, tape_end};

/// The page with texts put in the places of some marks, in the order they have in it: what is put
/// in is not looked at again.
class Filling {
 public:
  explicit Filling(std::string_view page) : rest_(page) {}

  void put(std::string_view mark, std::string_view text) { put(mark, mark, text); }
  /// In place of everything from `from` to `to`.
  void put(std::string_view from, std::string_view to, std::string_view text) {
    const auto start = rest_.find(from);
    done_ += rest_.substr(0, start);
    done_ += text;
    rest_.remove_prefix(rest_.find(to, start) + to.size());
  }
  std::string end() && { return std::move(done_ += rest_); }

 private:
  std::string_view rest_;
  std::string done_;
};

}  // namespace

EmbedTemplate::EmbedTemplate(std::string_view page) : page_(page) {
  std::size_t last = 0;
  for (const auto mark : marks) {
    const auto at = page.find(mark);
    if (at == std::string_view::npos || at < last ||
        page.find(mark, at + 1) != std::string_view::npos) {
      throw std::logic_error(
          fmt::format("embed.html: expected {} once, behind the mark before it", mark));
    }
    last = at;
  }
  constexpr std::size_t scheme = 7;  // of "sha384-"
  tag_ = integrity_of(page).substr(scheme, 8);
}

std::string EmbedTemplate::filled(const Parts& parts) const {
  if (page_.empty()) return {};
  Filling filling(page_);
  filling.put(theme_mark, fmt::format(R"(data-theme="{}")", parts.theme));
  filling.put(discovery_mark, parts.discovery);
  filling.put(script_start, "");
  filling.put(script_end, "");
  filling.put(tape_start, "");
  filling.put(attributes_mark, parts.attributes);
  filling.put(content_mark, parts.content);
  filling.put(aside_mark, parts.aside);
  filling.put(sandbox_mark, parts.sandbox);
  filling.put(tape_end, "");
  return std::move(filling).end();
}

std::string EmbedTemplate::without_tape(std::string_view content) const {
  if (page_.empty()) return {};
  Filling filling(page_);
  filling.put(discovery_mark, "");
  filling.put(script_start, script_end, "");
  filling.put(tape_start, tape_end, content);
  return std::move(filling).end();
}

}  // namespace tickerd::http
