using System.Globalization;
using Importer.Configuration;
using Importer.Foundry;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Importer.Tests;

/// <summary>
/// Random worlds, random answers (right, wrong-bodied, failing, too slow) and writes that fail: no API that serves a deployment is
/// ever deleted, none stands open, a run that could not know says so and is tried again, and once the answers are right
/// everything converges. IMPORTER_SEEDS sets how many seeds there are.
/// </summary>
public sealed class NothingOnAGuessTests(ITestOutputHelper output)
{
    private const int Seeds = 1000;

    private static readonly string[] Accounts = ["contoso", "fabrikam", "tailwind"];
    private static readonly string[] Models = ["gpt-4o", "Llama-3.3-70B-Instruct"];
    private static readonly string[] States = ["Succeeded", "Succeeded", "Succeeded", "Updating", "Failed", "Deleting"];

    [Fact]
    public async Task Nothing_that_serves_is_deleted_and_what_could_not_be_known_is_told()
    {
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("IMPORTER_SEEDS"), CultureInfo.InvariantCulture, out var asked)
            ? asked
            : Seeds;
        var tally = new Tally();
        await Parallel.ForAsync(
            1,
            seeds + 1,
            async (seed, _) =>
            {
                using var story = new Story(seed, tally);
                await story.TellAsync();
            }
        );

        output.WriteLine(
            $"{seeds} seeds, {tally.Runs} runs with {tally.Wrong} wrong answers and {tally.Refused} failed calls of the gateway: {tally.Succeeded} succeeded, {tally.Deleted} APIs were withdrawn rightly"
        );
        Assert.True(
            tally.Wrong > seeds && tally.Refused > seeds / 4 && tally.Succeeded > 0 && tally.Deleted > 0,
            "the worlds are too tame to prove anything"
        );
    }

    private sealed class Tally
    {
        public int Runs;
        public int Wrong;
        public int Refused;
        public int Succeeded;
        public int Deleted;
    }

    private sealed class Story : IDisposable
    {
        private readonly int _seed;
        private readonly Tally _tally;
        private readonly Random _random;
        private readonly SeededChance _chance;
        private readonly UnreliableArm _arm;
        private readonly InMemoryGateway _gateway = new();
        private readonly Reconciler _reconciler;
        private int _runs;
        private int _refused;

        public Story(int seed, Tally tally)
        {
            (_seed, _tally, _random, _chance) = (seed, tally, new Random(seed), new SeededChance(seed));
            _arm = new UnreliableArm(_chance);
            var settings = TheSettings.Default with
            {
                Deletion = new DeletionRules { MinCount = 100, After = TimeSpan.Zero },
            };
            _reconciler = new ImporterParts
            {
                Settings = settings,
                Source = new FoundrySource(_arm.Client(), NullLogger<FoundrySource>.Instance),
                Gateway = _gateway,
                Store = new InMemoryReportStore(),
                Http = new HttpClient(new ScriptedModels()),
                Budget = settings.Health with { CallsPerDay = 0 },
            }.Make<Reconciler>();
        }

        private IEnumerable<Api> Apis =>
            _gateway.Resources.Values.Where(found => found.OwnershipTag is not null).Select(found => found.Resource).OfType<Api>();

        public void Dispose() => _arm.Dispose();

        public async Task TellAsync()
        {
            foreach (var account in Accounts)
            {
                Change(account);
            }

            await ConvergeAsync();
            for (var step = 0; step < 3; step++)
            {
                Change(Accounts[_random.Next(Accounts.Length)]);
                await MeetFaultsAsync();
            }

            await ConvergeAsync();
        }

        // An account gets other deployments, or goes.
        private void Change(string account)
        {
            _arm.World.Remove(account);
            if (_random.Next(4) == 0)
            {
                return;
            }

            var deployments = _arm.World[account] = new(StringComparer.Ordinal);
            foreach (var model in Models.Where(_ => _random.Next(2) == 0))
            {
                deployments[model] = States[_random.Next(States.Length)];
            }
        }

        private async Task MeetFaultsAsync()
        {
            var before = Apis.ToList();
            var whole = before.Where(IsWhole).ToList();
            var wrong = _arm.Wrong;
            var account = AnAccount.Id(Accounts[_random.Next(Accounts.Length)]);
            var scope = _random.Next(3) switch
            {
                0 => null,
                1 => account,
                _ => account.Child("deployments", Models[0]),
            };
            _arm.Odds = _random.Next(3) == 0 ? 0 : _random.NextDouble() * 0.6;
            BreakGateway();
            var report = await RunAsync(scope, RunMode.Apply);
            _arm.Odds = 0;
            MendGateway();
            var refused = _refused;
            _refused = 0;

            var lost = before
                .Where(api => Serves(api) && (whole.Contains(api) ? !IsWhole(api) : !_gateway.Resources.ContainsKey(api.Key)))
                .Select(api => api.Id)
                .ToList();
            Assert.True(lost.Count == 0, Say($"deleted {string.Join(", ", lost)} that serve", report));
            Interlocked.Add(ref _tally.Deleted, before.Count(api => !_gateway.Resources.ContainsKey(api.Key)));
            Interlocked.Add(ref _tally.Wrong, _arm.Wrong - wrong);
            Interlocked.Add(ref _tally.Refused, refused);
            var open = Apis.Where(api => !api.SubscriptionRequired).Select(api => api.Id).ToList();
            Assert.True(open.Count == 0, Say($"left {string.Join(", ", open)} open", report));
            var half = Apis.Where(api => report.Decisions.Any(decision => decision.Api == api.Id) && !IsWhole(api))
                .Select(api => api.Id)
                .ToList();
            Assert.True(
                report.Outcome != RunOutcome.Succeeded || half.Count == 0,
                Say($"succeeded with {string.Join(", ", half)} half made", report)
            );
            if (report.Outcome == RunOutcome.Succeeded)
            {
                Interlocked.Increment(ref _tally.Succeeded);
                var rest = await RunAsync(scope, RunMode.Plan);
                Assert.True(
                    rest.Steps.Count == 0,
                    Say($"succeeded and left {string.Join(", ", rest.Steps.Select(one => $"{one.Change} {one.Name}"))}", report)
                );
            }
            else if (_arm.Wrong > wrong || refused > 0)
            {
                Assert.True(
                    report.TryAgain || (refused == 0 && report.SetAside.All(aside => aside.Kind != SetAsideKind.Unread)),
                    Say("did not know or could not do, and is not tried again", report)
                );
                Assert.True(
                    report.Error is not null || report.SetAside.Count > 0 || report.Steps.Any(one => one.Reason is not null),
                    Say("says nothing", report)
                );
            }
        }

        // One write in some fails, or the gateway cannot be read: busy, throttled, changed by somebody meanwhile.
        private void BreakGateway()
        {
            var odds = _random.Next(3) == 0 ? 0 : _random.NextDouble() * 0.6;
            _gateway.Fault = key =>
            {
                var random = _chance.For(key.ToString());
                if (random.NextDouble() >= odds)
                {
                    return null;
                }

                _refused++;
                return random.Next(3) == 0
                    ? new(WriteFailureKind.Changed, $"412 PreconditionFailed at {key}")
                    : new(WriteFailureKind.Later, $"503 ServiceUnavailable at {key}");
            };
            if (_random.Next(6) == 0)
            {
                _gateway.Unreadable = new("The gateway did not answer in time.", mayPass: true);
            }
        }

        private void MendGateway()
        {
            _gateway.Fault = _ => null;
            _gateway.Unreadable = null;
        }

        // As a sweep does, once the answers are right.
        private async Task ConvergeAsync()
        {
            await RunAsync(null, RunMode.Apply);
            var rest = await RunAsync(null, RunMode.Plan);
            Assert.True(
                rest.Steps.Count == 0,
                Say($"does not converge: {string.Join(", ", rest.Steps.Select(step => $"{step.Change} {step.Name}"))}", rest)
            );
            var idle = Apis.Where(api => !Serves(api)).Select(api => api.Id).ToList();
            Assert.True(idle.Count == 0, Say($"keeps {string.Join(", ", idle)} that serve nothing", rest));
            var unserved = _arm
                .World.Where(pair =>
                    pair.Value.ContainsValue("Succeeded") && !Apis.Any(api => api.OwnershipTag!.Source == AnAccount.Id(pair.Key))
                )
                .Select(pair => pair.Key)
                .ToList();
            Assert.True(unserved.Count == 0, Say($"has no API for {string.Join(", ", unserved)}", rest));
        }

        private Task<RunReport> RunAsync(ResourceId? scope, RunMode mode)
        {
            Interlocked.Increment(ref _tally.Runs);
            return _reconciler.RunAsync(
                new ReconcileRequest
                {
                    RunId = $"run-{++_runs:00000}",
                    Reason = RunReason.Drift,
                    Scope = scope,
                    Mode = mode,
                },
                CancellationToken.None
            );
        }

        // Judged by what was deployed, and not by what the importer thinks.
        private bool Serves(Api api) =>
            _arm.World.TryGetValue(api.OwnershipTag!.Source.Name, out var deployments)
            && deployments.Any(pair => pair.Value != "Deleting" && (ADeployment.Of(pair.Key).IsOpenAI || !IsForOpenAI(api)));

        private static bool IsForOpenAI(Api api) => api.Path.EndsWith("/openai", StringComparison.Ordinal);

        private bool IsWhole(Api api) =>
            _gateway.Resources.ContainsKey(api.Key)
            && _gateway.Resources.GetValueOrDefault(ApiPolicy.KeyFor(api.Id))?.Resource is ApiPolicy policy
            && policy.Uses.All(_gateway.Resources.ContainsKey);

        private string Say(string what, RunReport report) =>
            $"seed {_seed}, run {_runs}: {what}; {report.Outcome} '{report.Error}' {string.Join("; ", report.SetAside.Select(aside => $"{aside.Deployment}: {aside.Reason}"))} {string.Join("; ", report.Steps.Select(step => $"{step.Change} {step.Name} {step.Outcome} {step.Reason}"))}";
    }
}
