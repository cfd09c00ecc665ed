#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

#include "app/config_options.hpp"

namespace tickerd::app {

/// Puts a value where an option's `store` wants it. It is of the kind that the option asks for.
template <class Number>
void put(Number& target, const OptionValue& value) {
  target = static_cast<Number>(std::get<std::int64_t>(value));
}
inline void put(std::string& target, const OptionValue& value) {
  target = std::get<std::string>(value);
}
inline void put(std::chrono::milliseconds& target, const OptionValue& value) {
  target = std::get<std::chrono::milliseconds>(value);
}

}  // namespace tickerd::app
