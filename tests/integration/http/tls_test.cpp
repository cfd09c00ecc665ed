#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"
#include "support/certificate.hpp"

namespace tickerd::http::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using namespace std::string_literals;

Site tls_site() {
  auto site = quick_site();
  site.tls = test_tls();
  return site;
}

TEST(Tls, AnswersAndStreams) {
  Node node(tls_site());
  Client reader(node.port(), TlsOffer{});
  ASSERT_TRUE(reader.tls()->shake_hands());
  EXPECT_EQ(reader.get("/v1/rates/KGS-USD").status, 200);
  ASSERT_EQ(reader.upgrade("/v1/stream"), 101);
  EXPECT_TRUE(reader.read_text().contains("\"hello\""));
  EXPECT_TRUE(reader.read_text().contains("\"snapshot\""));
  node.publish("KGS/USD", "0.0125");
  EXPECT_TRUE(reader.read_text().contains("0.0125"));
  EXPECT_EQ(node.counters().full_handshakes.value(), 1u);
}

/// What is offered, and whether the server agrees.
struct Offer {
  const char* name;
  int newest;
  const char* ciphers;
  bool agreed;
};

class TlsTerms : public testing::TestWithParam<Offer> {};
INSTANTIATE_TEST_SUITE_P(
    Table, TlsTerms,
    testing::Values(Offer{"Tls10", TLS1_VERSION, "ALL:@SECLEVEL=0", false},
                    Offer{"Tls11", TLS1_1_VERSION, "ALL:@SECLEVEL=0", false},
                    Offer{"Tls12", TLS1_2_VERSION, nullptr, true},
                    Offer{"Tls13", TLS1_3_VERSION, nullptr, true},
                    Offer{"Aes128Gcm", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256", true},
                    Offer{"Aes256Gcm", TLS1_2_VERSION, "ECDHE-ECDSA-AES256-GCM-SHA384", true},
                    Offer{"ChaCha20", TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305", true},
                    Offer{"Cbc", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256", false},
                    Offer{"CbcSha1", TLS1_2_VERSION, "ECDHE-ECDSA-AES256-SHA", false},
                    Offer{"Ccm", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-CCM", false},
                    Offer{"Unencrypted", TLS1_2_VERSION, "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0",
                          false}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_P(TlsTerms, AreTodays) {
  Node node(tls_site());
  Client client(node.port(), TlsOffer{.newest = GetParam().newest, .ciphers = GetParam().ciphers});
  EXPECT_EQ(client.tls()->shake_hands(), GetParam().agreed);
  if (GetParam().agreed) {
    EXPECT_EQ(client.get("/livez").status, 200);
  } else {
    EXPECT_TRUE(wait_until([](const Counters& seen) { return seen.refused_tls.value() == 1; },
                           node.counters()));
  }
}

TEST(Tls, AgreesOnTheProtocolThatIsSpoken) {
  Node node(tls_site());
  Client browser(node.port(), TlsOffer{.protocols = "\x02h2\x08http/1.1"});
  ASSERT_TRUE(browser.tls()->shake_hands());
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(browser.tls()->native(), &chosen, &size);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen), size), "http/1.1");
  Client other(node.port(), TlsOffer{.protocols = "\x02h2"});
  EXPECT_FALSE(other.tls()->shake_hands());
}

class TlsResumption : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Versions, TlsResumption, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION));

TEST_P(TlsResumption, TakesATicket) {
  Node node(tls_site());
  Client first(node.port(), TlsOffer{.newest = GetParam()});
  ASSERT_TRUE(first.tls()->shake_hands());
  ASSERT_EQ(first.get("/livez").status, 200);  // the ticket came with the answer
  auto* const session = SSL_get1_session(first.tls()->native());
  Client second(node.port(), TlsOffer{.newest = GetParam(), .session = session});
  SSL_SESSION_free(session);
  ASSERT_TRUE(second.tls()->shake_hands());
  EXPECT_EQ(second.get("/livez").status, 200);
  EXPECT_EQ(SSL_session_reused(second.tls()->native()), 1);
  EXPECT_EQ(node.counters().resumed_handshakes.value(), 1u);
  EXPECT_EQ(node.counters().full_handshakes.value(), 1u);
}

TEST(Tls, TellsWhoSpeaksNone) {
  Node node(tls_site());
  Client plain(node.port(), std::nullopt);
  const auto answer = plain.get("/livez");
  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(answer.body.contains("https_expected"));
  EXPECT_TRUE(plain.ends_within(seconds(1)));
  EXPECT_EQ(node.counters().refused_tls.value(), 1u);
}

TEST(Tls, HasNoPatienceWithHalfAHandshake) {
  auto site = tls_site();
  site.limits.header_time = milliseconds(200);
  Node node(std::move(site));
  Client silent(node.port(), std::nullopt);
  Client half(node.port(), std::nullopt);
  half.send("\x16\x03\x01\x02"s);  // of a record's header
  EXPECT_TRUE(silent.ends_within(seconds(2)));
  EXPECT_TRUE(half.ends_within(seconds(2)));
  EXPECT_EQ(node.counters().header_timeouts.value(), 2u);
  EXPECT_EQ(node.counters().refused_tls.value(), 0u);
}

TEST(Tls, EndsWithWhoSpeaksSomethingElse) {
  Node node(tls_site());
  Client odd(node.port(), std::nullopt);
  odd.send(std::string(64, '\xff'));
  EXPECT_TRUE(odd.ends_within(seconds(1)));
  EXPECT_EQ(node.counters().refused_tls.value(), 1u);
}

/// An end that was not said could be an attacker's, who cuts an answer short.
TEST(Tls, SaysTheEnd) {
  Node node(tls_site());
  Client client(node.port(), TlsOffer{});
  ASSERT_TRUE(client.tls()->shake_hands());
  client.get("/livez", "Connection: close\r\n");
  EXPECT_TRUE(client.ends_within(seconds(1)));
  EXPECT_TRUE(client.tls()->was_told_the_end());

  Client stream(node.port(), TlsOffer{});
  ASSERT_TRUE(stream.tls()->shake_hands());
  ASSERT_EQ(stream.upgrade("/v1/stream"), 101);
  stream.send_frame(8, "");
  EXPECT_TRUE(stream.ends_within(seconds(1)));
  EXPECT_TRUE(stream.tls()->was_told_the_end());
}

TEST(Tls, GoesOnWithNewKeys) {
  Node node(tls_site());
  Client client(node.port(), TlsOffer{});
  ASSERT_TRUE(client.tls()->shake_hands());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  client.read_text();
  client.read_text();
  for (int turn = 0; turn < 5; ++turn) {
    ASSERT_EQ(SSL_key_update(client.tls()->native(), SSL_KEY_UPDATE_REQUESTED), 1);
    client.send_text(R"({"type":"ping","id":1})");
    EXPECT_TRUE(client.read_text().contains("pong"));
  }
}

/// Whoever asks for new keys again and again without reading what it gets makes us owe it an answer
/// each time.
TEST(Tls, OwesABoundedAmount) {
  auto site = tls_site();
  site.limits.send_buffer_bytes = 4096;
  Node node(std::move(site));
  Client greedy(node.port(), {}, TlsOffer{}, 4096);
  ASSERT_TRUE(greedy.tls()->shake_hands());
  ASSERT_EQ(greedy.upgrade("/v1/stream"), 101);
  bool refused = false;
  for (int turn = 0; turn < 100'000 && !refused; ++turn) {
    SSL_key_update(greedy.tls()->native(), SSL_KEY_UPDATE_REQUESTED);
    refused = !greedy.send(client_frame(10, ""));
  }
  EXPECT_TRUE(refused);
}

TEST(Tls, DoesNotRenegotiate) {
  Node node(tls_site());
  Client client(node.port(), TlsOffer{.newest = TLS1_2_VERSION});
  ASSERT_TRUE(client.tls()->shake_hands());
  ASSERT_EQ(client.get("/livez").status, 200);
  SSL_renegotiate(client.tls()->native());
  EXPECT_NE(SSL_do_handshake(client.tls()->native()), 1);
  const bool answered = client.tls()->shake_hands() && client.get("/livez").status == 200;
  EXPECT_EQ(SSL_num_renegotiations(client.tls()->native()) == 0 || !answered, true);
}

TEST(Tls, TellsBrowsersToKeepToIt) {
  const auto made = tickerd::test::make_certificate();
  auto site = tls_site();
  site.tls = TlsContext::make(made.certificate, made.key, std::chrono::hours(24)).value();
  Node node(std::move(site));
  Client client(node.port(), TlsOffer{});
  ASSERT_TRUE(client.tls()->shake_hands());
  EXPECT_EQ(client.get("/").headers["strict-transport-security"], "max-age=86400");
  Client plain(node.port(), std::nullopt);
  EXPECT_FALSE(plain.get("/").headers.contains("strict-transport-security"));
}

TEST(Tls, LeavesDuringAHandshake) {
  Node node(tls_site());
  Client silent(node.port(), std::nullopt);
  ASSERT_TRUE(wait_until([](const Counters& seen) { return seen.connections.value() == 1; },
                         node.counters()));
  node.close(milliseconds(0), milliseconds(50));
  EXPECT_TRUE(silent.ends_within(seconds(1)));
}

}  // namespace
}  // namespace tickerd::http::test
