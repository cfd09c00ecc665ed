#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <liburing.h>

namespace tickerd::bench {

/// Sends that are handed to the kernel together, through an io_uring: what is left of a floor where
/// the system call of each send is saved too.
class Batch {
 public:
  /// What one send came to.
  struct Unsent {
    std::size_t peer;      ///< as it was given to add()
    std::size_t sent;      ///< bytes that went out
    bool is_lost = false;  ///< it failed for another reason than that the peer is behind
  };

  /// Throws std::runtime_error when the kernel opens no ring.
  Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  ~Batch();

  bool is_full() const;
  /// `frame` has to live until the next submit(). Not when it is full.
  void add(std::size_t peer, int socket, std::string_view frame);
  /// Sends all; returns what did not go out whole.
  std::vector<Unsent> submit();

 private:
  io_uring ring_{};
};

}  // namespace tickerd::bench
