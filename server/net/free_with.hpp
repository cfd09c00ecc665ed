#pragma once

namespace tickerd::net {

/// Has a std::unique_ptr free what a C library made with the library's own function.
template <auto free_function>
struct FreeWith {
  template <class T>
  void operator()(T* pointer) const noexcept {
    free_function(pointer);
  }
};

}  // namespace tickerd::net
