// A store of which nothing is asked: each operation fails a test that calls it. Fakes override what they
// serve.
#pragma once

#include <stdexcept>
#include <string>

#include "store/store.hpp"

namespace store {

class UnusedStore : public Store {
 public:
  Answer<Delivered> deliver(Deliver) override { return unused<Delivered>("deliver"); }
  net::Task<> release(DedupKey) override { throw std::logic_error("release is not served"); }
  Answer<bool> is_known(DedupKey) override { return unused<bool>("is_known"); }
  Answer<Observed> observe(Observe) override { return unused<Observed>("observe"); }
  Answer<Changed> mutate(mail::AccountId, Mutation, std::string) override {
    return unused<Changed>("mutate");
  }
  Answer<Created> create(Creation, Once) override { return unused<Created>("create"); }
  Answer<mail::AccountId> put_account(Account) override { return unused<mail::AccountId>("put_account"); }
  Answer<std::monostate> drop_account(mail::AccountId) override {
    return unused<std::monostate>("drop_account");
  }
  [[nodiscard]] std::uint64_t login_changes() const noexcept override { return 0; }
  Answer<std::monostate> put_domain(Domain) override { return unused<std::monostate>("put_domain"); }
  Answer<std::monostate> put_credential(Credential) override {
    return unused<std::monostate>("put_credential");
  }
  Answer<mail::ModSeq> put_script(mail::AccountId, ScriptChange, ScriptLimits) override {
    return unused<mail::ModSeq>("put_script");
  }
  Answer<mail::DeviceId> put_device(Device) override { return unused<mail::DeviceId>("put_device"); }
  Answer<std::monostate> drop_device(mail::AccountId, mail::DeviceId) override {
    return unused<std::monostate>("drop_device");
  }
  Answer<std::monostate> retire_device(mail::AccountId, mail::DeviceId, std::string) override {
    return unused<std::monostate>("retire_device");
  }
  Answer<std::monostate> put_setting(std::string, std::optional<std::string>) override {
    return unused<std::monostate>("put_setting");
  }
  Answer<std::monostate> put_list(mail::AccountId, std::string, ListLimits) override {
    return unused<std::monostate>("put_list");
  }
  Answer<std::monostate> drop_list(mail::AccountId, std::string) override {
    return unused<std::monostate>("drop_list");
  }
  Answer<ListChanged> change_list(mail::AccountId, ListChange, ListLimits) override {
    return unused<ListChanged>("change_list");
  }
  Answer<std::vector<Annotation>> annotations(mail::AccountId, mail::MailboxId) override {
    return unused<std::vector<Annotation>>("annotations");
  }
  Answer<std::vector<List>> lists(mail::AccountId) override { return unused<std::vector<List>>("lists"); }
  Answer<List> list(mail::AccountId, std::string) override { return unused<List>("list"); }
  Answer<std::vector<std::string>> list_entries(mail::AccountId, std::string, std::string,
                                                std::size_t) override {
    return unused<std::vector<std::string>>("list_entries");
  }
  Answer<std::optional<std::string>> list_holds(mail::AccountId, std::string,
                                                std::vector<std::string>) override {
    return unused<std::optional<std::string>>("list_holds");
  }
  Answer<std::monostate> add_trace(mail::AccountId, mail::ModSeq, Trace) override {
    return unused<std::monostate>("add_trace");
  }
  Answer<Changes> changes(mail::AccountId, mail::ModSeq, std::size_t) override {
    return unused<Changes>("changes");
  }
  Answer<std::vector<mail::ModSeq>> heads(std::vector<mail::AccountId>) override {
    return unused<std::vector<mail::ModSeq>>("heads");
  }
  Answer<std::vector<Mailbox>> mailboxes(mail::AccountId) override {
    return unused<std::vector<Mailbox>>("mailboxes");
  }
  Answer<MailboxView> mailbox(mail::AccountId, std::string) override {
    return unused<MailboxView>("mailbox");
  }
  Answer<std::vector<Message>> messages(mail::AccountId, mail::MailboxId, mail::UidSet) override {
    return unused<std::vector<Message>>("messages");
  }
  Answer<mail::UidSet> expunged(mail::AccountId, mail::MailboxId, mail::ModSeq) override {
    return unused<mail::UidSet>("expunged");
  }
  Answer<std::vector<std::string>> subscriptions(mail::AccountId) override {
    return unused<std::vector<std::string>>("subscriptions");
  }
  Answer<std::optional<std::string>> metadata(mail::AccountId, mail::MailboxId, std::string) override {
    return unused<std::optional<std::string>>("metadata");
  }
  Answer<bool> remembers(mail::AccountId, std::string) override { return unused<bool>("remembers"); }
  Answer<std::vector<Script>> scripts(mail::AccountId) override {
    return unused<std::vector<Script>>("scripts");
  }
  Answer<Script> script(mail::AccountId, std::string) override { return unused<Script>("script"); }
  Answer<std::vector<Device>> devices(mail::AccountId) override {
    return unused<std::vector<Device>>("devices");
  }
  Answer<Account> account(mail::AccountId) override { return unused<Account>("account"); }
  Answer<Account> account_by_address(std::string) override { return unused<Account>("account_by_address"); }
  Answer<std::vector<Account>> accounts(std::string, std::size_t) override {
    return unused<std::vector<Account>>("accounts");
  }
  Answer<std::vector<Domain>> domains() override { return unused<std::vector<Domain>>("domains"); }
  Answer<std::optional<Domain>> domain(std::string) override {
    return unused<std::optional<Domain>>("domain");
  }
  Answer<std::vector<Credential>> credentials(mail::AccountId) override {
    return unused<std::vector<Credential>>("credentials");
  }
  Answer<std::optional<Credential>> token(std::string) override {
    return unused<std::optional<Credential>>("token");
  }
  Answer<std::optional<std::string>> setting(std::string) override {
    return unused<std::optional<std::string>>("setting");
  }
  Answer<std::optional<Cursor>> cursor(mail::AccountId, std::string) override {
    return unused<std::optional<Cursor>>("cursor");
  }
  Answer<Trace> trace(mail::AccountId, mail::ModSeq) override { return unused<Trace>("trace"); }
  Answer<std::optional<Traced>> last_step(mail::AccountId, std::size_t,
                                          std::function<bool(const TraceStep&)>) override {
    return unused<std::optional<Traced>>("last_step");
  }
  Answer<mail::ModSeq> arrival(mail::AccountId, std::string, mail::Uid) override {
    return unused<mail::ModSeq>("arrival");
  }

 private:
  template <class T>
  static Answer<T> unused(const char* operation) {
    throw std::logic_error(std::string(operation) + " is not served by this store");
  }
};

}  // namespace store
