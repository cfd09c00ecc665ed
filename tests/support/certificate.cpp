#include "support/certificate.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace tickerd::test {
namespace {

template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* pointer) const {
    free_function(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<&EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Free<&X509_free>>;
using Memory = std::unique_ptr<BIO, Free<&BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<&X509_EXTENSION_free>>;

void require(bool condition) {
  if (!condition) throw std::runtime_error("OpenSSL could not make a certificate");
}

std::string text_of(const Memory& memory) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

void add(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

}  // namespace

Certificate make_certificate(const CertificateRequest& request) {
  constexpr long day = 24 * 60 * 60;
  const Key key(EVP_EC_gen("P-256"));
  const X509Certificate certificate(X509_new());
  require(key && certificate);
  auto* const x509 = certificate.get();
  require(X509_set_version(x509, X509_VERSION_3) == 1);
  require(ASN1_INTEGER_set(X509_get_serialNumber(x509), 1) == 1);
  require(X509_gmtime_adj(X509_getm_notBefore(x509), -1000 * day) != nullptr);
  require(X509_gmtime_adj(X509_getm_notAfter(x509), request.days * day) != nullptr);
  auto* const name = X509_get_subject_name(x509);
  const std::string common_name = "scripted source";
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                     reinterpret_cast<const unsigned char*>(common_name.data()),
                                     static_cast<int>(common_name.size()), -1, 0) == 1);
  require(X509_set_issuer_name(x509, name) == 1 && X509_set_pubkey(x509, key.get()) == 1);
  add(x509, NID_basic_constraints, "critical,CA:TRUE");
  add(x509, NID_subject_alt_name, request.names);
  require(X509_sign(x509, key.get(), EVP_sha256()) > 0);

  const Memory certificate_text(BIO_new(BIO_s_mem()));
  const Memory key_text(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(certificate_text.get(), x509) == 1);
  require(PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                   nullptr) == 1);
  return {.certificate = text_of(certificate_text), .key = text_of(key_text)};
}

}  // namespace tickerd::test
