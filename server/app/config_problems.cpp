#include "app/config_problems.hpp"

#include <algorithm>
#include <utility>

namespace tickerd::app {
namespace {

/// Where the value at `pointer`, or what it is part of, came from when not from the file.
std::string origin_of(const Origins& origins, std::string_view pointer) {
  for (;;) {
    if (const auto found = origins.find(pointer); found != origins.end()) return found->second;
    if (pointer.empty()) return {};
    pointer = pointer.substr(0, std::min(pointer.rfind('/'), pointer.size()));
  }
}

}  // namespace

void ConfigProblems::at_value(std::string_view pointer, std::string detail) {
  if (problems_.size() < most) add(pointer, locator_.value(pointer), std::move(detail));
}

void ConfigProblems::at_key(std::string_view pointer, std::string detail) {
  if (problems_.size() < most) add(pointer, locator_.key(pointer), std::move(detail));
}

void ConfigProblems::add(std::string_view pointer, Place place, std::string detail) {
  auto origin = origin_of(origins_, pointer);
  if (!origin.empty()) place = {};
  problems_.emplace(Order(place.line == 0, place.line, place.column),
                    ConfigProblem{.pointer = std::string(pointer),
                                  .line = place.line,
                                  .column = place.column,
                                  .detail = std::move(detail),
                                  .origin = std::move(origin)});
}

std::vector<ConfigProblem> ConfigProblems::take() {
  std::vector<ConfigProblem> all;
  for (auto& [order, problem] : problems_) all.push_back(std::move(problem));
  problems_.clear();
  return all;
}

}  // namespace tickerd::app
