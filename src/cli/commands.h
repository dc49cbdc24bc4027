/* Every command of the program.  Each takes what stands behind `plaint` on the
 * command line (argv[0] is the command's own name) and gives the exit code:
 * 0 done, 1 failed (one line on standard error), 2 wrong usage. */
#pragma once

int command_approve(int argc, char **argv);
int command_assign(int argc, char **argv);
int command_calendar(int argc, char **argv);
int command_classify(int argc, char **argv);
int command_close(int argc, char **argv);
int command_customers(int argc, char **argv);
int command_draft(int argc, char **argv);
int command_due(int argc, char **argv);
int command_evaluate(int argc, char **argv);
int command_extend(int argc, char **argv);
int command_floods(int argc, char **argv);
int command_ingest(int argc, char **argv);
int command_init(int argc, char **argv);
int command_list(int argc, char **argv);
int command_outbox(int argc, char **argv);
int command_pause(int argc, char **argv);
int command_print(int argc, char **argv);
int command_mailroom(int argc, char **argv);
int command_quarantine(int argc, char **argv);
int command_read(int argc, char **argv);
int command_recall(int argc, char **argv);
int command_reclassify(int argc, char **argv);
int command_redate(int argc, char **argv);
int command_reject(int argc, char **argv);
int command_render(int argc, char **argv);
int command_reopen(int argc, char **argv);
int command_resume(int argc, char **argv);
int command_rules(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_show(int argc, char **argv);
int command_status(int argc, char **argv);
int command_submit(int argc, char **argv);
int command_train(int argc, char **argv);
int command_user(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_virus(int argc, char **argv);
