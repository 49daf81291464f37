// The bodies of Asio, compiled once: BOOST_ASIO_SEPARATE_COMPILATION leaves declarations to everybody else.
#include <boost/asio/impl/src.hpp>
