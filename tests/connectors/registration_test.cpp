// What an owner gives of a channel becomes a target, by the table of connectors.

#include "connectors/registration.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "connectors/connector.hpp"
#include "connectors/standard_webhooks.hpp"

namespace connectors {
namespace {

std::string fault_of(const std::string& kind, const Members& given) {
  const auto target = target_of(kind, given);
  return target ? "" : target.error().text;
}

TEST(RegistrationTest, PutsEachMemberIntoItsPart) {
  EXPECT_EQ(
      target_of("webpush", {{"endpoint", "https://p.example/"}, {"p256dh", "key"}, {"auth", "salt"}}).value(),
      (Target{.kind = "webpush", .address = "https://p.example/", .secret = "key salt"}));
  EXPECT_EQ(target_of("webhook", {{"url", "https://h.example/"}, {"secret", "mine"}}).value(),
            (Target{.kind = "webhook", .address = "https://h.example/", .secret = "mine"}));
}

TEST(RegistrationTest, AKindThatNoConnectorHasIsAGateways) {
  EXPECT_EQ(target_of("pager", {{"number", "+15550001"}}).value(),
            (Target{.kind = "pager", .address = "+15550001"}));
}

TEST(RegistrationTest, MakesWhatMayBeMissingAndTellsIt) {
  const Members given{{"url", "https://h.example/"}};
  const auto target = target_of("webhook", given).value();
  EXPECT_EQ(parse_webhook_secrets(target.secret).value().at(0).size(), 32U);
  EXPECT_EQ(made_for(target, given), (Members{{"secret", target.secret}}));
  EXPECT_NE(target_of("webhook", given).value().secret, target.secret);
}

TEST(RegistrationTest, TellsNothingThatWasGiven) {
  const Members webhook{{"url", "https://h.example/"}, {"secret", "mine"}};
  EXPECT_EQ(made_for(target_of("webhook", webhook).value(), webhook), Members{});
  const Members webpush{{"endpoint", "https://p.example/"}, {"p256dh", "key"}, {"auth", "salt"}};
  EXPECT_EQ(made_for(target_of("webpush", webpush).value(), webpush), Members{});
}

TEST(RegistrationTest, RefusesMembersThatAreMissingOrUnknown) {
  EXPECT_EQ(fault_of("webhook", {}), "channel of kind webhook needs the member url");
  EXPECT_EQ(fault_of("webpush", {{"endpoint", "https://p.example/"}, {"p256dh", "key"}}),
            "channel of kind webpush needs the member auth");
  EXPECT_EQ(fault_of("webhook", {{"url", "https://h.example/"}, {"number", "1"}}),
            "channel of kind webhook has no member number");
}

/// made_for tells the whole part, so what is made must have it to itself.
TEST(RegistrationTest, WhatIsMadeHasItsPartToItself) {
  for (const auto* connector : all_connectors())
    for (const auto& member : connector->members)
      if (member.make != nullptr)
        EXPECT_EQ(std::ranges::count(connector->members, member.part, &Member::part), 1) << member.name;
}

}  // namespace
}  // namespace connectors
