#include "app/config_schema.hpp"

#include <algorithm>
#include <initializer_list>
#include <ranges>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_options.hpp"

namespace tickerd::app {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view pair_pattern = "^[A-Z0-9]{2,12}[/-][A-Z0-9]{2,12}$";
constexpr std::string_view decimal_pattern = "^\\+?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$";

ordered_json object_of(std::string_view parent);

ordered_json schema_of(const Option& option) {
  ordered_json schema;
  schema["description"] = option.help;
  if (!option.fallback.empty()) schema["default"] = ordered_json::parse(option.fallback);
  switch (option.kind) {
    case OptionKind::section:
      schema.update(object_of(option.key));
      break;
    case OptionKind::list:
      schema["type"] = "array";
      schema["minItems"] = 1;
      schema["items"] = object_of(fmt::format("{}[]", option.key));
      break;
    case OptionKind::text:
      schema["type"] = "string";
      break;
    case OptionKind::integer:
      schema["type"] = "integer";
      schema["minimum"] = option.takes_zero_too() ? 0 : option.least;
      schema["maximum"] = option.most;
      if (option.takes_zero_too()) {
        schema["not"] = {{"exclusiveMinimum", 0}, {"exclusiveMaximum", option.least}};
      }
      break;
    case OptionKind::duration:
      schema["type"] = "string";
      schema["pattern"] = "^[0-9]+(ms|s|m|h|d)$";
      break;
    case OptionKind::boolean:
      schema["type"] = "boolean";
      break;
    case OptionKind::choice:
      for (const auto word : std::views::split(option.choices, ' ')) {
        schema["enum"].push_back(std::string(word.begin(), word.end()));
      }
      break;
    case OptionKind::texts:
      schema["type"] = "array";
      schema["items"] = {{"type", "string"}};
      break;
    case OptionKind::decimal:
      schema["anyOf"] = {{{"type", "string"}, {"pattern", decimal_pattern}},
                         {{"type", "number"}, {"exclusiveMinimum", 0}, {"maximum", option.most}}};
      break;
    case OptionKind::decimals:
      schema["type"] = "object";
      schema["minProperties"] = 1;
      schema["propertyNames"] = {{"pattern", pair_pattern}};
      schema["additionalProperties"] = {{"type", "string"}, {"pattern", decimal_pattern}};
      break;
  }
  return schema;
}

ordered_json object_of(std::string_view parent) {
  ordered_json schema = {{"type", "object"}, {"additionalProperties", false}};
  for (const auto* const option : options_below(parent)) {
    schema["properties"][std::string(leaf_name(*option))] = schema_of(*option);
    if (option->required) schema["required"].push_back(leaf_name(*option));
  }
  return schema;
}

/// A feed's keys depend on its kind. `kind` is empty where the key is left out.
ordered_json kind_rule(std::string_view kind, const ordered_json& required,
                       const ordered_json& allowed) {
  ordered_json condition = {{"required", {"kind"}}};
  if (kind.empty()) {
    condition = {{"not", condition}};
  } else {
    condition["properties"] = {{"kind", {{"const", kind}}}};
  }
  ordered_json rule = {{"required", required}};
  for (const auto* const option : options_below("feeds[]")) {
    const auto key = leaf_name(*option);
    const bool is_common = key == "name" || key == "kind" || key == "enabled";
    if (is_common || std::ranges::find(allowed, ordered_json(key)) != allowed.end()) continue;
    rule["properties"][std::string(key)] = false;
  }
  return {{"if", condition}, {"then", rule}};
}

ordered_json kind_rules() {
  const auto list = [](std::initializer_list<const char*> names) { return ordered_json(names); };
  const auto polled = list({"preset", "accept_terms", "url", "every", "timeout", "allow_private",
                            "redirect_hosts", "key_env", "key_file"});
  const auto streamed = list({"preset", "accept_terms", "url", "allow_private", "key_env",
                              "key_file", "pairs", "publish_interval"});
  auto either = polled;
  either.push_back("pairs");
  either.push_back("publish_interval");
  return ordered_json::array(
      {kind_rule("", list({"preset"}), either), kind_rule("polled", list({"preset"}), polled),
       kind_rule("streamed", list({"preset", "pairs"}), streamed),
       kind_rule("pushed", list({}), list({"preset", "accept_terms", "token_env", "token_file"})),
       kind_rule("fixed", list({"name", "quotes"}), list({"quotes"})),
       kind_rule("replay", list({"preset"}),
                 list({"preset", "accept_terms", "directory", "every", "recording", "speed"}))});
}

}  // namespace

std::string config_schema() {
  ordered_json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                         {"title", "Configuration of tickerd"}};
  schema.update(object_of(""));

  auto& pairs = schema["properties"]["pairs"]["items"];
  const ordered_json pair_object = pairs;
  pairs = {{"anyOf", {{{"type", "string"}, {"pattern", pair_pattern}}, pair_object}}};
  auto& object = pairs["anyOf"][1]["properties"];
  object["pair"]["pattern"] = pair_pattern;
  object["precision"]["minProperties"] = 1;
  object["precision"]["maxProperties"] = 1;

  schema["properties"]["feeds"]["items"]["allOf"] = kind_rules();
  return schema.dump(2) + '\n';
}

}  // namespace tickerd::app
