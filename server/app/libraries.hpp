#pragma once

#include <string>
#include <vector>

namespace tickerd::app {

/// A library this program is made of.
struct Library {
  std::string name;
  std::string version;  ///< of what runs where the library says it, else of what was compiled with
};

/// All of them, by name.
std::vector<Library> used_libraries();

}  // namespace tickerd::app
