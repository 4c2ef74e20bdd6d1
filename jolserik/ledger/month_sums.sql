-- Monthly sums of booked movements for many subjects: each subject's own rows and all below it.
-- Three branches, one statement, so that all see the same rows:
--   balances of what lies below, whole blocks of posting numbers up to the asked one;
--   less the rows of the asked block that were posted after the asked number;
--   the subject's own rows.
-- Lists of placeholders are put in by the caller.
SELECT subject_id, measure_id, scenario, standing, basis, month,
       SUM(high) AS high, SUM(low) AS low, SUM(entries) AS entries
FROM (
  SELECT ancestor_id AS subject_id, measure_id, scenario, standing, basis, month,
         high, low, entries
  FROM ledger_balance
  WHERE ancestor_id IN ({subjects}) AND measure_id IN ({measures})
    AND known_on <= %s AND block <= %s
  UNION ALL
  SELECT p.ancestor_id, e.measure_id, e.scenario, e.standing, e.basis, e.month,
         -(e.amount / 1000000000), -(e.amount %% 1000000000), -1
  FROM ledger_entry e
  JOIN ledger_subjectpath p
    ON p.descendant_id = e.subject_id AND p.ancestor_id IN ({subjects})
   AND e.month BETWEEN p.month_from AND p.month_to
   AND e.posting_no > p.posting_from AND e.posting_no <= p.posting_to
  WHERE e.posting_no > %s AND e.posting_no < %s
    AND e.measure_id IN ({measures}) AND e.known_on <= %s
  UNION ALL
  SELECT e.subject_id, e.measure_id, e.scenario, e.standing, e.basis, e.month,
         e.amount / 1000000000, e.amount %% 1000000000, 1
  FROM ledger_entry e
  WHERE e.subject_id IN ({subjects}) AND e.measure_id IN ({measures})
    AND e.known_on <= %s AND e.posting_no <= %s
) AS movements
GROUP BY subject_id, measure_id, scenario, standing, basis, month
HAVING SUM(entries) > 0
ORDER BY subject_id, measure_id, scenario, standing, basis, month
