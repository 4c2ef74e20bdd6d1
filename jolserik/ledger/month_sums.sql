-- Monthly sums of booked movements for pairs of subject and measure, each with its first and last
-- month: the subject's own rows and all below it, as known on a day and up to a posting number.
-- One statement, so that all parts see the same rows:
--   long balances: whole long blocks, known in months that are over;
--   balances of whole long blocks, known in the month of the day, up to it;
--   balances of the short blocks since, the last of them perhaps only in part;
--   less the rows of that last block that were posted after the number;
--   the subject's own rows.
-- CROSS JOIN keeps SQLite to the order of the tables. The pairs are put in each time they are
-- wanted: SQLite takes a table expression that is named twice for a million rows, and would read
-- whole tables into a Bloom filter for it. Both databases call their columns column1 to column4:
-- subject, measure, first and last month.
SELECT subject_id, measure_id, scenario, standing, basis, month,
       SUM(high) AS high, SUM(low) AS low, SUM(entries) AS entries
FROM (
  SELECT a.column1 AS subject_id, a.column2 AS measure_id, b.scenario, b.standing, b.basis, b.month,
         b.high, b.low, b.entries
  FROM (VALUES {asked}) AS a CROSS JOIN ledger_longbalance b
  WHERE b.ancestor_id = a.column1 AND b.measure_id = a.column2
    AND b.month BETWEEN a.column3 AND a.column4
    AND b.known_month < %(known_month)s AND b.block < %(long_block)s
  UNION ALL
  SELECT a.column1, a.column2, b.scenario, b.standing, b.basis, b.month,
         b.high, b.low, b.entries
  FROM (VALUES {asked}) AS a CROSS JOIN ledger_balance b
  WHERE b.ancestor_id = a.column1 AND b.measure_id = a.column2
    AND b.month BETWEEN a.column3 AND a.column4
    AND b.known_on BETWEEN %(month_began)s AND %(day)s AND b.block < %(short_blocks)s
  UNION ALL
  SELECT a.column1, a.column2, b.scenario, b.standing, b.basis, b.month,
         b.high, b.low, b.entries
  FROM (VALUES {asked}) AS a CROSS JOIN ledger_balance b
  WHERE b.ancestor_id = a.column1 AND b.measure_id = a.column2
    AND b.month BETWEEN a.column3 AND a.column4
    AND b.block BETWEEN %(short_blocks)s AND %(block)s AND b.known_on <= %(day)s
  UNION ALL
  SELECT a.column1, a.column2, e.scenario, e.standing, e.basis, e.month,
         -(e.amount / 1000000000), -(e.amount %% 1000000000), -1
  FROM ledger_entry e CROSS JOIN ledger_subjectpath p CROSS JOIN (VALUES {asked}) AS a
  WHERE e.posting_no > %(at_posting)s AND e.posting_no < %(block_end)s
    AND e.known_on <= %(day)s
    AND p.descendant_id = e.subject_id AND e.month BETWEEN p.month_from AND p.month_to
    AND e.posting_no > p.posting_from AND e.posting_no <= p.posting_to
    AND a.column1 = p.ancestor_id AND a.column2 = e.measure_id
    AND e.month BETWEEN a.column3 AND a.column4
  UNION ALL
  SELECT a.column1, a.column2, e.scenario, e.standing, e.basis, e.month,
         e.amount / 1000000000, e.amount %% 1000000000, 1
  FROM (VALUES {asked}) AS a CROSS JOIN ledger_entry e
  WHERE e.subject_id = a.column1 AND e.measure_id = a.column2
    AND e.month BETWEEN a.column3 AND a.column4
    AND e.known_on <= %(day)s AND e.posting_no <= %(at_posting)s
) AS movements
GROUP BY subject_id, measure_id, scenario, standing, basis, month
HAVING SUM(entries) > 0
ORDER BY subject_id, measure_id, scenario, standing, basis, month
