#pragma once

#include <string>
#include <string_view>

namespace tickerd::http {

/// The page of /embed, with marks where the server writes: what theme it has, what the tape was
/// asked, what the rates are.
class EmbedTemplate {
 public:
  /// What is put in the places of the marks, as HTML.
  struct Parts {
    std::string theme = "auto";  ///< `light`, `dark` or `auto`
    std::string discovery;       ///< links in the head
    std::string attributes;      ///< of the element, each with a blank before it
    std::string content;         ///< of the element
    std::string aside;           ///< for readers without script
    std::string sandbox;         ///< for frames that get no stream
  };

  /// An empty page.
  EmbedTemplate() = default;
  /// Throws std::logic_error when a mark is not there exactly once: the page is compiled in.
  explicit EmbedTemplate(std::string_view page);

  std::string filled(const Parts& parts) const;
  /// The page with `content` in place of the tape, and without its scripts.
  std::string without_tape(std::string_view content) const;
  /// Tells this page from that of another version.
  const std::string& tag() const noexcept { return tag_; }

 private:
  std::string page_;
  std::string tag_;
};

}  // namespace tickerd::http
