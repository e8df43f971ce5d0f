"""Elections before the vote: vacancies, nominations, who is elected without one."""
