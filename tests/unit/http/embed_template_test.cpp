#include "http/embed_template.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

TEST(EmbedTemplate, HasTextsInThePlacesOfItsMarks) {
  const EmbedTemplate page(test::sample_embed);
  EXPECT_EQ(page.filled({.theme = "dark",
                         .discovery = "<link>",
                         .attributes = " paused",
                         .content = "1",
                         .aside = "2",
                         .sandbox = "3"}),
            R"(<html data-theme="dark"><link><script src="/widget.js"></script>)"
            R"(<rate-ticker paused>1</rate-ticker><noscript>2</noscript>3</html>)");
  EXPECT_EQ(page.without_tape("no"), R"(<html data-theme="auto">no</html>)");
}

TEST(EmbedTemplate, DoesNotLookForMarksInWhatIsPutIn) {
  const EmbedTemplate page(test::sample_embed);
  const auto text = page.filled({.theme = "auto",
                                 .discovery = "<!--rates-->",
                                 .attributes = " label=\"<!--aside-->\"",
                                 .content = "1",
                                 .aside = "2",
                                 .sandbox = "3"});
  EXPECT_TRUE(text.contains(R"(<rate-ticker label="<!--aside-->">1</rate-ticker>)")) << text;
}

TEST(EmbedTemplate, IsTaggedByItsContent) {
  const std::string changed = std::string(test::sample_embed) + "\n";
  EXPECT_NE(EmbedTemplate(changed).tag(), EmbedTemplate(test::sample_embed).tag());
  EXPECT_EQ(EmbedTemplate(test::sample_embed).tag().size(), 8U);
}

TEST(EmbedTemplate, RefusesAPageWithoutItsMarks) {
  EXPECT_THROW(EmbedTemplate("<p>"), std::logic_error);
  EXPECT_THROW(EmbedTemplate(std::string(test::sample_embed) + "<!--rates-->"), std::logic_error);
}

}  // namespace
}  // namespace tickerd::http
