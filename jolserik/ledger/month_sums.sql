-- Monthly sums of booked movements for many subjects: each subject's own rows and all below it,
-- as known on a day and up to a posting number. One statement, so that all parts see the same rows:
--   long balances: whole long blocks, known in months that are over;
--   balances of whole long blocks, known in the month of the day, up to it;
--   balances of the short blocks since, the last of them perhaps only in part;
--   less the rows of that last block that were posted after the number;
--   the subject's own rows.
-- CROSS JOIN keeps SQLite from turning the fourth part round. Lists of placeholders are put in.
SELECT subject_id, measure_id, scenario, standing, basis, month,
       SUM(high) AS high, SUM(low) AS low, SUM(entries) AS entries
FROM (
  SELECT ancestor_id AS subject_id, measure_id, scenario, standing, basis, month,
         high, low, entries
  FROM ledger_longbalance
  WHERE ancestor_id IN ({subjects}) AND measure_id IN ({measures})
    AND month BETWEEN %(first)s AND %(last)s
    AND known_month < %(known_month)s AND block < %(long_block)s
  UNION ALL
  SELECT ancestor_id, measure_id, scenario, standing, basis, month, high, low, entries
  FROM ledger_balance
  WHERE ancestor_id IN ({subjects}) AND measure_id IN ({measures})
    AND month BETWEEN %(first)s AND %(last)s
    AND known_on BETWEEN %(month_began)s AND %(day)s AND block < %(short_blocks)s
  UNION ALL
  SELECT ancestor_id, measure_id, scenario, standing, basis, month, high, low, entries
  FROM ledger_balance
  WHERE ancestor_id IN ({subjects}) AND measure_id IN ({measures})
    AND month BETWEEN %(first)s AND %(last)s
    AND block BETWEEN %(short_blocks)s AND %(block)s AND known_on <= %(day)s
  UNION ALL
  SELECT p.ancestor_id, e.measure_id, e.scenario, e.standing, e.basis, e.month,
         -(e.amount / 1000000000), -(e.amount %% 1000000000), -1
  FROM ledger_entry e CROSS JOIN ledger_subjectpath p
  WHERE p.descendant_id = e.subject_id AND p.ancestor_id IN ({subjects})
    AND e.month BETWEEN p.month_from AND p.month_to
    AND e.posting_no > p.posting_from AND e.posting_no <= p.posting_to
    AND e.posting_no > %(at_posting)s AND e.posting_no < %(block_end)s
    AND e.measure_id IN ({measures}) AND e.month BETWEEN %(first)s AND %(last)s
    AND e.known_on <= %(day)s
  UNION ALL
  SELECT e.subject_id, e.measure_id, e.scenario, e.standing, e.basis, e.month,
         e.amount / 1000000000, e.amount %% 1000000000, 1
  FROM ledger_entry e
  WHERE e.subject_id IN ({subjects}) AND e.measure_id IN ({measures})
    AND e.month BETWEEN %(first)s AND %(last)s
    AND e.known_on <= %(day)s AND e.posting_no <= %(at_posting)s
) AS movements
GROUP BY subject_id, measure_id, scenario, standing, basis, month
HAVING SUM(entries) > 0
ORDER BY subject_id, measure_id, scenario, standing, basis, month
