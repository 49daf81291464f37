// wire/imap: responses as a client reads them.

#include "wire/imap/response.hpp"

#include <gtest/gtest.h>

namespace wire::imap {
namespace {

TEST(ResponseTest, ReadsStatusWithACode) {
  const auto response = parse_response_text("* OK [UIDVALIDITY 3857529045] UIDs valid\r\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->name, "OK");
  EXPECT_EQ(response->code, "UIDVALIDITY");
  EXPECT_EQ(response->code_values.at(0).number(), 3857529045U);
  EXPECT_EQ(response->text, "UIDs valid");
}

TEST(ResponseTest, ReadsATaggedAnswerAndAContinuation) {
  const auto tagged = parse_response_text("a1 no [TRYCREATE] no such mailbox");
  EXPECT_EQ(tagged->kind, Response::Kind::tagged);
  EXPECT_EQ(tagged->tag, "a1");
  EXPECT_TRUE(tagged->is("NO"));
  EXPECT_EQ(parse_response_text("+ idling")->kind, Response::Kind::continuation);
  EXPECT_EQ(parse_response_text("+")->text, "");
}

TEST(ResponseTest, ReadsAMessageOfAnySize) {
  const std::string octets(1'000'000, 'x');
  auto response = parse_response_text("* 1 FETCH (BODY[] {1000000}\r\n" + octets + ")");
  ASSERT_TRUE(response);
  EXPECT_EQ(fetched(std::move(*response))->find("BODY[]")->text, octets);
}

TEST(ResponseTest, ReadsFetchWithLiteralsAndLabels) {
  auto response = parse_response_text(
      "* 12 FETCH (FLAGS (\\Seen) UID 7 BODY[HEADER.FIELDS (FROM TO)]<0> {6}\r\nab\r\nc) INTERNALDATE "
      "\"x\")");
  ASSERT_TRUE(response);
  const auto fetch = fetched(std::move(*response));
  ASSERT_TRUE(fetch);
  EXPECT_EQ(fetch->sequence, 12U);
  EXPECT_EQ(fetch->uid(), mail::Uid{7});
  EXPECT_EQ(fetch->find("BODY[HEADER.FIELDS (FROM TO)]<0>")->text, "ab\r\nc)");
  EXPECT_EQ(fetch->find("FLAGS")->items.at(0).text, "\\Seen");
  EXPECT_EQ(fetch->find("ENVELOPE"), nullptr);
}

TEST(ResponseTest, ReadsListSearchAndCapability) {
  const auto list = parse_response_text("* LIST (\\HasNoChildren) \"/\" ~/Mail/foo");
  EXPECT_EQ(list->values.at(2).text, "~/Mail/foo");
  EXPECT_EQ(parse_response_text("* SEARCH 2 84 882 ")->values.size(), 3U);
  EXPECT_EQ(capabilities(parse_response_text("* CAPABILITY IMAP4rev1 auth=PLAIN")->values).at(1),
            "AUTH=PLAIN");
  EXPECT_EQ(parse_response_text("* 172 EXISTS")->number, 172U);
  EXPECT_EQ(
      parse_response_text("* OK [PERMANENTFLAGS (\\Deleted \\*)] Limited")->code_values.at(0).items.size(),
      2U);
}

TEST(ResponseTest, RefusesGarbageAndBottomlessLists) {
  for (const auto* text :
       {"", "*", "* ", "a1", "* 5 FETCH (UID", "* 5 FETCH UID)", "* OK [X", "* LIST {5}\r\nabc"})
    EXPECT_FALSE(parse_response_text(text)) << text;
  EXPECT_FALSE(parse_response_text("* X " + std::string(100'000, '(')));
}

}  // namespace
}  // namespace wire::imap
