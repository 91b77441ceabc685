"""Solves small testcases with libsolv's Python binding, which cannot read them by itself.

Reads testcases in libsolv's own format (repositories as inline testtags, poolflags, solverflags, disable, job) from
standard input, each ended by a line `---`, and answers each with one line of JSON:
{"install": [...], "gone": [...]} with packages as NAME-EVR.ARCH@REPOSITORY, or {"problems": [...]}.
"""
import json
import re
import sys

import solv

KINDS = {
    'Prv': solv.SOLVABLE_PROVIDES, 'Req': solv.SOLVABLE_REQUIRES, 'Prq': solv.SOLVABLE_REQUIRES, 'Con': solv.SOLVABLE_CONFLICTS,
    'Obs': solv.SOLVABLE_OBSOLETES, 'Rec': solv.SOLVABLE_RECOMMENDS, 'Sug': solv.SOLVABLE_SUGGESTS,
    'Sup': solv.SOLVABLE_SUPPLEMENTS, 'Enh': solv.SOLVABLE_ENHANCES,
}
COMPARISONS = {
    '<': solv.REL_LT, '<=': solv.REL_LT | solv.REL_EQ, '=': solv.REL_EQ,
    '>=': solv.REL_GT | solv.REL_EQ, '>': solv.REL_GT,
}
OPERATORS = {
    '&': solv.REL_AND, '|': solv.REL_OR, '+': solv.REL_WITH, '-': solv.REL_WITHOUT,
    '<IF>': solv.REL_COND, '<UNLESS>': solv.REL_UNLESS, '<ELSE>': solv.REL_ELSE,
}
# Numbers of solver.h, as the binding does not export all names.
SOLVER_FLAGS = {
    'allowdowngrade': 1, 'allowarchchange': 2, 'allowvendorchange': 3, 'allowuninstall': 4, 'ignorerecommended': 7,
    'addalreadyrecommended': 8, 'noinfarchcheck': 9, 'keepexplicitobsoletes': 11, 'bestobeypolicy': 12,
    'keeporphans': 18, 'focusinstalled': 20, 'yumobsoletes': 21, 'urpmreorder': 23, 'focusbest': 24,
    'strongrecommends': 25, 'strictrepopriority': 28, 'focusnew': 29,
}
POOL_FLAGS = {
    'implicitobsoleteusescolors': solv.Pool.POOL_FLAG_IMPLICITOBSOLETEUSESCOLORS,
    'whatprovideswithdisabled': solv.Pool.POOL_FLAG_WHATPROVIDESWITHDISABLED,
}
JOBS = {
    'install': solv.Job.SOLVER_INSTALL, 'lock': solv.Job.SOLVER_LOCK, 'favor': solv.Job.SOLVER_FAVOR,
    'disfavor': solv.Job.SOLVER_DISFAVOR, 'multiversion': solv.Job.SOLVER_MULTIVERSION,
    'blacklist': 0x0c00, 'excludefromweak': solv.Job.SOLVER_EXCLUDEFROMWEAK,
}
JOB_FLAGS = {
    'weak': solv.Job.SOLVER_WEAK, 'forcebest': solv.Job.SOLVER_FORCEBEST, 'setarch': solv.Job.SOLVER_SETARCH,
    'setevr': solv.Job.SOLVER_SETEVR, 'noautoset': solv.Job.SOLVER_NOAUTOSET,
}


class Case:
    def __init__(self, text):
        self.pool = pool = solv.Pool()
        pool.setdisttype(solv.Pool.DISTTYPE_RPM)
        # What a testcase does not say is off, except in a libsolv built for Fedora.
        for flag in POOL_FLAGS.values():
            pool.set_flag(flag, 0)
        self.jobs, self.flags, disabled, system, repo, solvable = [], [], [], None, None, None
        for line in text:
            words = line.split()
            if not words or line.startswith('# '):
                continue
            if line.startswith('#>='):
                key, value = line[3:].split(':', 1)
                solvable = self.tag(repo, solvable, key, value.strip())
            elif words[0] == 'repo':
                repo = pool.add_repo(words[1])
                repo.priority = int(words[2])
            elif words[0] == 'system':
                if words[1] != 'unset':
                    pool.setarch(words[1])
                system = words[3]
            elif words[0] == 'poolflags':
                for flag in words[1:]:
                    pool.set_flag(POOL_FLAGS[flag.lstrip('!')], 0 if flag.startswith('!') else 1)
            elif words[0] == 'solverflags':
                self.flags += words[1:]
            elif words[0] == 'disable':
                disabled.append(words[2])
            elif words[0] == 'job':
                self.jobs.append(line[4:])
        for repo in pool.repos:
            repo.internalize()
            if repo.name == system:
                pool.installed = repo
        pool.addfileprovides()
        pool.createwhatprovides()
        if disabled:
            pool.set_disabled_list([s.id for s in pool.solvables_iter() if self.name(s) in disabled])
            pool.createwhatprovides()

    def tag(self, repo, solvable, key, value):
        if key == 'Pkg':
            name, version, release, arch = value.split()
            solvable = repo.add_solvable()
            solvable.name, solvable.evr, solvable.arch = name, version + '-' + release, arch
            # As in testtags before version 3, each package provides itself.
            solvable.add_provides(self.dependency('%s = %s' % (name, solvable.evr)))
        elif key == 'Vnd':
            solvable.vendor = value
        elif not (key == 'Prv' and value == '%s = %s' % (solvable.name, solvable.evr)):
            solvable.add_deparray(KINDS[key], self.dependency(value))
        return solvable

    def dependency(self, text):
        self.tokens = re.findall(r'<IF>|<UNLESS>|<ELSE>|[()&|+]|-(?=\s)|[<>=]+|(?:[^\s()]|\([^\s()]*\))+', text)
        return self.expression()

    def expression(self):
        """Operators have no rank and bind to the right."""
        left = self.operand()
        if self.tokens and self.tokens[0] in OPERATORS:
            operator = OPERATORS[self.tokens.pop(0)]
            return left.Rel(operator, self.expression())
        return left

    def operand(self):
        token = self.tokens.pop(0)
        if token == '(':
            inside = self.expression()
            self.tokens.pop(0)
            return inside
        name = self.pool.Dep(token)
        if self.tokens and self.tokens[0] in COMPARISONS:
            comparison = COMPARISONS[self.tokens.pop(0)]
            return name.Rel(comparison, self.pool.Dep(self.tokens.pop(0)))
        return name

    @staticmethod
    def name(solvable):
        return '%s@%s' % (solvable, solvable.repo.name)

    def job(self, text):
        text, _, flags = text.partition('[')
        action, selection, argument = text.strip().split(None, 2)
        how = JOBS[action]
        for flag in filter(None, flags.rstrip(']').split(',')):
            how |= JOB_FLAGS[flag]
        job, pool = solv.Job, self.pool
        if selection == 'name':
            return pool.Job(how | job.SOLVER_SOLVABLE_NAME, self.dependency(argument).id)
        if selection == 'provides':
            return pool.Job(how | job.SOLVER_SOLVABLE_PROVIDES, self.dependency(argument).id)
        if selection == 'repo':
            repo = [repo for repo in pool.repos if repo.name == argument][0]
            return pool.Job(how | job.SOLVER_SOLVABLE_REPO, repo.id)
        wanted = argument.split()
        ids = [s.id for s in pool.solvables_iter() if self.name(s) in wanted]
        if selection == 'pkg':
            return pool.Job(how | job.SOLVER_SOLVABLE, ids[0])
        return pool.Job(how | job.SOLVER_SOLVABLE_ONE_OF, pool.towhatprovides(ids))

    def solve(self):
        solver = self.pool.Solver()
        solver.set_flag(SOLVER_FLAGS['keepexplicitobsoletes'], 0)
        for flag in self.flags:
            solver.set_flag(SOLVER_FLAGS[flag.lstrip('!')], 0 if flag.startswith('!') else 1)
        problems = solver.solve([self.job(job) for job in self.jobs])
        if problems:
            return {'problems': [str(problem) for problem in problems]}
        transaction = solver.transaction()
        new = {self.name(s) for s in transaction.newsolvables()}
        kept = {s.id for s in transaction.keptsolvables()}
        installed = self.pool.installed.solvables_iter() if self.pool.installed else []
        gone = {self.name(s) for s in installed if s.id not in kept}
        return {'install': sorted(new), 'gone': sorted(gone)}


def main():
    text = []
    for line in sys.stdin:
        line = line.rstrip('\n')
        if line == '---':
            print(json.dumps(Case(text).solve()), flush=True)
            text = []
        else:
            text.append(line)


main()
