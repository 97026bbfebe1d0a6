"""What organisers change of a session that people are registered in; everybody concerned is told, in that transaction.

Other days (`moving`), another place or other hours (`altering`), a cancellation (`cancelling`), another number of seats
and somebody's place in the line (`seats`). `typed` reads what organisers write.
"""
