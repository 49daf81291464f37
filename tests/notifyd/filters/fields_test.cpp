// Trace fields (RFC 5321 section 4.4), and the loops that they show.

#include "notifyd/filters/fields.hpp"

#include <string>

#include <gtest/gtest.h>

namespace notifyd::filters {
namespace {

class FieldsTest : public testing::Test {
 protected:
  FieldsTest() {
    envelope.sender = {"boss", "example.com"};
    envelope.client_name = "client.example";
    envelope.client_address = "2001:db8::1";
    envelope.id = "ID";
    envelope.received = base::from_microseconds(1'764'028'800'000'000);
  }
  mail::Envelope envelope;
  mail::Address alice{"alice+list", "example.org"};
};

TEST_F(FieldsTest, TellSenderRecipientAndWay) {
  EXPECT_EQ(delivery_fields(envelope, "mx.example", alice),
            "Return-Path: <boss@example.com>\r\n"
            "Delivered-To: alice+list@example.org\r\n"
            "Received: from client.example ([IPv6:2001:db8::1])\r\n"
            "\tby mx.example (notifyd) with LMTP id ID\r\n"
            "\tfor <alice+list@example.org>; Tue, 25 Nov 2025 00:00:00 +0000\r\n");
}

TEST_F(FieldsTest, ANullSenderStaysNull) {
  envelope.sender = {};
  EXPECT_TRUE(delivery_fields(envelope, "mx.example", alice).starts_with("Return-Path: <>\r\n"));
}

TEST_F(FieldsTest, AMessageThatWasHereIsALoop) {
  const mail::Message again(std::string("Delivered-To: Alice+list@Example.org\r\nSubject: x\r\n\r\n"));
  ASSERT_FALSE(check_loop(again, alice));
  EXPECT_EQ(check_loop(again, alice).error().code, base::Errc::already_exists);
  EXPECT_TRUE(check_loop(again, {"bob", "example.org"}));
}

TEST_F(FieldsTest, TooManyHopsAreALoop) {
  std::string header;
  for (int i = 0; i < 100; ++i) header += "Received: by x\r\n";
  EXPECT_TRUE(check_loop(mail::Message(header + "\r\n"), alice));
  EXPECT_FALSE(check_loop(mail::Message(header + "Received: by x\r\n\r\n"), alice));
}

}  // namespace
}  // namespace notifyd::filters
