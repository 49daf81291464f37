// The octets of stored events and outbox items, which older programs wrote and later ones must read.

#include "store/engines/sqlite/codec.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace store::sqlite {
namespace {

mail::Event every_member() {
  mail::Event event;
  event.name = mail::EventName::flags_set;
  event.account.value = 1;
  event.modseq.value = 300;
  event.mailbox.value = 2;
  event.mailbox_name = "new";
  event.old_mailbox_name = "old";
  event.uid_validity.value = 3;
  event.uid_next.value = 4;
  event.uids.add(mail::Uid{5}, mail::Uid{7});
  event.changes.push_back(
      {.uid = mail::Uid{5}, .before = mail::Flags(1, {}), .after = mail::Flags(2, {"$a"})});
  event.flags = mail::Flags(4, {"$b", "$c"});
  event.size = 6;
  event.timestamp = base::from_microseconds(7);
  event.log_id = "id";
  event.session = "s";
  return event;
}

template <class Item>
void keeps(const Item& item, Item (*decode)(std::string_view), const std::string& hex) {
  const auto octets = encoded(item);
  EXPECT_EQ(base::text::hex(octets), hex);
  EXPECT_EQ(base::text::hex(encoded(decode(octets))), hex);
}

TEST(CodecTest, KeepsTheFormOfAnEvent) {
  const std::string event =
      "010901ac0202036e6577036f6c64030401050701050100020102246104020224620224630607026964"
      "0173";
  EventItem item;
  item.event = every_member();
  item.also.push_back(every_member());
  item.notifies.push_back({.device = "d", .message = "m", .importance = "1", .cause = "c"});
  item.subscriptions_apply = false;
  item.prefix = "p";
  keeps(item, decode_event_item, "01" + event + "01" + event + "010164016d01310163000170");
  EXPECT_EQ(decode_event_item(encoded(item)).also.at(0), every_member());
}

TEST(CodecTest, KeepsTheFormOfAMail) {
  MailItem item;
  item.sender = {.local = "a", .domain = "b"};
  item.recipient = {.local = "c", .domain = "d"};
  item.prefix = "p";
  item.cause = "redirect";
  item.log_id = "id";
  keeps(item, decode_mail_item, "0101610162016301640170087265646972656374026964");
}

TEST(CodecTest, KeepsTheFormOfAMailWithTerms) {
  MailItem item;
  item.cause = "redirect";
  item.terms = {.notify = "NEVER",
                .original = "rfc822;a",
                .ret = "HDRS",
                .envid = "e",
                .by = mail::DeliverBy{.until = base::from_microseconds(9), .returns = true, .told = true},
                .smtputf8 = true};
  keeps(item, decode_mail_item,
        "0200000000000872656469726563740005"
        "4e45564552"
        "087266633832323b61"
        "0448445253"
        "0165"
        "01"
        "09"
        "010001"
        "01");
  EXPECT_EQ(decode_mail_item(encoded(item)).terms, item.terms);
}

TEST(CodecTest, KeepsTheFormOfATrace) {
  const Trace trace{{.at = base::from_microseconds(1), .device = "d", .stage = "VF", .text = "t"},
                    {.at = base::from_microseconds(2), .device = "", .stage = "DF", .text = "u"}};
  keeps(trace, decode_trace, "010164025646017402000244460175");
}

TEST(CodecTest, KeepsTheFormOfADelivery) {
  Delivered delivered;
  delivered.modseq.value = 9;
  delivered.placed.push_back({.mailbox = "INBOX",
                              .mailbox_id = mail::MailboxId{1},
                              .uid_validity = mail::UidValidity{2},
                              .uid = mail::Uid{3}});
  delivered.placed.push_back({.mailbox = "a",
                              .mailbox_id = mail::MailboxId{4},
                              .uid_validity = mail::UidValidity{2},
                              .uid = mail::Uid{5}});
  keeps(delivered, decode_delivered, "0905494e424f580102030161040205");
}

TEST(CodecTest, RefusesWhatIsCutOffOrOfAnotherForm) {
  const auto octets = encoded(MailItem{});
  EXPECT_THROW(decode_mail_item(octets.substr(0, octets.size() - 1)), std::runtime_error);
  EXPECT_THROW(decode_mail_item("\x03" + octets.substr(1)), std::runtime_error);
}

}  // namespace
}  // namespace store::sqlite
