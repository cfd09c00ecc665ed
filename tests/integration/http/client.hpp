#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "integration/http/tls_client.hpp"

namespace tickerd::http::test {

/// One answer as it came.
struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// One WebSocket frame of a server.
struct ServerFrame {
  int opcode = 0;
  std::string payload;

  /// The code of a close frame; 0 when it has none.
  int close_code() const;
};

/// A blocking client that sends exactly what it is told, over TLS where the suite runs over it.
/// Everything waits up to five seconds.
class Client {
 public:
  /// `receive_buffer` is SO_RCVBUF; 0 leaves it to the system.
  explicit Client(std::uint16_t port, int receive_buffer = 0);
  /// Over TLS, or without an offer in the clear, whatever the suite does. It does not shake hands.
  Client(std::uint16_t port, const std::optional<TlsOffer>& offer);
  /// Sends `first` as it is before all else, then goes on as the suite does.
  Client(std::uint16_t port, std::string_view first);
  /// The same as Client(port, offer).
  Client(std::uint16_t port, std::string_view first, const std::optional<TlsOffer>& offer,
         int receive_buffer = 0);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// False when the peer has gone.
  bool send(std::string_view bytes);
  /// An answer with its body; of HEAD, 1xx, 204 and 304 there is none.
  Answer read_answer(bool to_head = false);
  Answer get(std::string_view target, std::string_view headers = {});
  /// Everything up to and with `end`; less at the end of the stream.
  std::string read_until(std::string_view end);
  /// Reads what comes, without waiting longer than `time`.
  std::string read_for(std::chrono::milliseconds time);
  /// Whether the peer ends the connection, by FIN or reset, after at most `time`. Drops what comes.
  bool ends_within(std::chrono::milliseconds time);
  void end_sending();
  void reset();

  /// Opens a WebSocket; returns the status.
  int upgrade(std::string_view target, std::string_view headers = {});
  void send_frame(int opcode, std::string_view payload, bool final = true, bool masked = true);
  void send_text(std::string_view text) { send_frame(1, text); }
  /// The next frame; none at the end of the stream.
  std::optional<ServerFrame> read_frame();
  /// The next text frame; answers nothing in between. Empty when none comes.
  std::string read_text();

  /// Null in the clear.
  TlsClient* tls() noexcept { return tls_.get(); }

 private:
  enum class Filled { more, nothing, ended };

  void connect(std::uint16_t port, int receive_buffer);
  void encrypt_as_the_suite();
  bool send_as_it_is(std::string_view bytes);
  Filled fill_within(std::chrono::milliseconds time);
  bool fill();
  std::string take(std::size_t bytes);

  int socket_ = -1;
  std::unique_ptr<TlsClient> tls_;
  std::string received_;
};

/// The bytes of a client's frame.
std::string client_frame(int opcode, std::string_view payload, bool final = true,
                         bool masked = true);

}  // namespace tickerd::http::test
