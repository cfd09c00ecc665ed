#include "app/explain_text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickerd::app {
namespace {

using nlohmann::json;

/// Sources are quoted in it: what they wrote is text and commands nothing.
std::string harmless(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, '?');
  return text;
}

std::string text_at(const json& object, const char* key) {
  return harmless(object.at(key).get<std::string>());
}

std::string headline(const json& rate) {
  auto line = fmt::format("{} = {} ({}, {} of {})", text_at(rate, "pair"), text_at(rate, "rate"),
                          text_at(rate, "status"), text_at(rate, "source"), text_at(rate, "as_of"));
  if (!rate.at("change_pct").is_null()) line += fmt::format(" {} %", text_at(rate, "change_pct"));
  return line + '\n';
}

std::string written(const json& answer) {
  auto text = headline(answer.at("rate"));
  int number = 0;
  for (const auto& step : answer.at("steps")) {
    text += fmt::format("{:>3}. {}\n", ++number, harmless(step.get<std::string>()));
  }
  for (const auto& leg : answer.at("path")) {
    if (leg.at("next_poll").is_null()) continue;
    text +=
        fmt::format("{} is asked next at {}\n", text_at(leg, "feed"), text_at(leg, "next_poll"));
  }
  std::string others;
  for (const auto& other : answer.at("others")) {
    others += (others.empty() ? "" : ", ") + harmless(other.get<std::string>());
  }
  if (!others.empty()) text += fmt::format("could also come from {}\n", others);
  return text;
}

}  // namespace

rates::Result<std::string> explain_text(std::string_view answer) {
  const auto parsed = json::parse(answer, nullptr, false);
  try {
    return written(parsed);
  } catch (const json::exception&) {
    return rates::fail(rates::Errc::bad_document, "expected an explanation, got another answer");
  }
}

}  // namespace tickerd::app
