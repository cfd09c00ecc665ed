#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "app/config.hpp"
#include "app/config_locator.hpp"

namespace tickerd::app {

/// What came from elsewhere than the file: JSON pointer to "--set listen.port=x" or "TICKERD_...".
using Origins = std::map<std::string, std::string, std::less<>>;

/// Collects what is wrong with a configuration and finds out where it stands. Keeps a thousand: a
/// file with more is none of ours.
class ConfigProblems {
 public:
  static constexpr std::size_t most = 1000;

  ConfigProblems(const ConfigLocator& locator, const Origins& origins)
      : locator_(locator), origins_(origins) {}

  /// The value at `pointer` is wrong, or something in it is missing.
  void at_value(std::string_view pointer, std::string detail);
  /// The member at `pointer` should not be there.
  void at_key(std::string_view pointer, std::string detail);

  bool empty() const noexcept { return problems_.empty(); }
  /// In the order of the file, then what is not from the file.
  std::vector<ConfigProblem> take();

 private:
  void add(std::string_view pointer, Place place, std::string detail);

  using Order = std::tuple<bool, int, int>;  // not from the file, line, column

  const ConfigLocator& locator_;
  const Origins& origins_;
  std::multimap<Order, ConfigProblem> problems_;
};

}  // namespace tickerd::app
