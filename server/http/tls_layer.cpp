#include "http/tls_layer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace tickerd::http {
namespace {

constexpr std::size_t most_in_record = SSL3_RT_MAX_PLAIN_LENGTH;
/// What a peer that reads nothing can make us owe it without our writing: answers to key updates.
constexpr std::size_t most_unsent = 64 * 1024;

}  // namespace

/// The library's own way to a socket raises SIGPIPE, and has a write that could not be done made
/// again with the very same bytes. This one takes all that it is given.
struct TlsLayer::Wire {
  static TlsLayer& layer_of(BIO* bio) { return *static_cast<TlsLayer*>(BIO_get_data(bio)); }

  static int write(BIO* bio, const char* data, int size) {
    const bool taken = layer_of(bio).send({data, static_cast<std::size_t>(size)});
    return taken ? size : -1;
  }

  static int read(BIO* bio, char* data, int size) {
    BIO_clear_retry_flags(bio);
    auto& layer = layer_of(bio);
    if (layer.error_ != 0) return -1;
    const auto got = receive_some(layer.socket_, {data, static_cast<std::size_t>(size)});
    if (got.error == 0) return static_cast<int>(got.size);
    if (got.error == EAGAIN) {
      BIO_set_retry_read(bio);
    } else {
      layer.error_ = got.error;
    }
    return -1;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static const BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      auto* const wire = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
      BIO_meth_set_write(wire, &Wire::write);
      BIO_meth_set_read(wire, &Wire::read);
      BIO_meth_set_ctrl(wire, &Wire::control);
      return wire;
    }();
    return made;
  }
};

void TlsLayer::Free::operator()(::ssl_st* ssl) const noexcept { SSL_free(ssl); }

TlsLayer::TlsLayer(int socket, const TlsContext& context)
    : socket_(socket), ssl_(SSL_new(context.native())) {
  auto* const bio = BIO_new(Wire::method());
  if (!ssl_ || bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

TlsLayer::Handshake TlsLayer::shake_hands() {
  const int owed = flush();
  if (owed != 0) return owed == EAGAIN ? Handshake::to_write : Handshake::failed;
  ERR_clear_error();
  const int result = SSL_accept(ssl_.get());
  if (result == 1) return Handshake::done;
  if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ) {
    return is_flushed() ? Handshake::to_read : Handshake::to_write;
  }
  const auto reason = ERR_GET_REASON(ERR_peek_error());
  const bool is_http = reason == SSL_R_HTTP_REQUEST;
  ERR_clear_error();
  return is_http ? Handshake::plain_http : Handshake::failed;
}

bool TlsLayer::is_resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

Transfer TlsLayer::read(std::span<char> space) {
  ERR_clear_error();
  std::size_t size = 0;
  const int result = SSL_read_ex(ssl_.get(), space.data(), space.size(), &size);
  if (result == 1) return {.size = size};
  const int kind = SSL_get_error(ssl_.get(), result);
  if (kind == SSL_ERROR_ZERO_RETURN) return {};
  if (kind == SSL_ERROR_WANT_READ) return {.error = EAGAIN};
  ERR_clear_error();
  return {.error = error_ != 0 ? error_ : ECONNRESET};
}

Transfer TlsLayer::write(std::span<const std::string_view> pieces) {
  const auto before = on_wire_;
  Transfer done{.error = flush()};
  if (done.error == 0 && !pieces.empty()) {
    // One record of as much as there is: a tag for each piece would be more bytes and more work.
    std::array<char, most_in_record> record;
    auto end = record.begin();
    for (const auto piece : pieces) {
      const auto room = static_cast<std::size_t>(record.end() - end);
      end = std::ranges::copy(piece.substr(0, room), end).out;
    }
    ERR_clear_error();
    const auto size = static_cast<std::size_t>(end - record.begin());
    // To write nothing is an error to the library.
    const bool written =
        size == 0 || SSL_write_ex(ssl_.get(), record.data(), size, &done.size) == 1;
    if (!written) done.error = error_ != 0 ? error_ : ECONNRESET;
  }
  done.on_wire = on_wire_ - before;
  return done;
}

bool TlsLayer::has_unread() const { return SSL_pending(ssl_.get()) > 0; }

void TlsLayer::end() {
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

void TlsLayer::cut() noexcept { error_ = EBADF; }

/// Sends what is left; an errno.
int TlsLayer::flush() {
  if (error_ != 0) return error_;
  while (!unsent_.empty()) {
    const std::array<std::string_view, 1> rest = {unsent_};
    const auto sent = send_some(socket_, rest);
    if (sent.error == EAGAIN) return EAGAIN;
    if (sent.error != 0) return error_ = sent.error;
    on_wire_ += sent.size;
    unsent_.erase(0, sent.size);
  }
  if (unsent_.capacity() > 0) std::string().swap(unsent_);
  return 0;
}

/// Takes what the library encrypted; false when that is the end.
bool TlsLayer::send(std::string_view encrypted) {
  if (unsent_.size() + encrypted.size() > most_unsent) error_ = ENOBUFS;
  if (error_ != 0) return false;
  if (unsent_.empty()) {
    const std::array<std::string_view, 1> all = {encrypted};
    const auto sent = send_some(socket_, all);
    if (sent.error != 0 && sent.error != EAGAIN) {
      error_ = sent.error;
      return false;
    }
    on_wire_ += sent.size;
    encrypted.remove_prefix(sent.size);
  }
  unsent_ += encrypted;
  return true;
}

}  // namespace tickerd::http
