using System.Globalization;
using System.Net;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Fleets;

/// <summary>
/// Seeded stories: accounts come and go, namesakes too, settings change, people's hands are in the pools, runs are cut off, accounts change
/// while a sweep looks. Whatever happens, no live member is lost that calls went to, no write leaves a hole, and it ends in quiet.
/// </summary>
public sealed class FleetStoriesTests
{
    private const int Steps = 20;

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task No_story_takes_a_live_member_from_callers_and_each_ends_in_quiet(int from)
    {
        for (var seed = from; seed < from + 15; seed++)
        {
            var story = new Story(seed);
            for (var step = 0; step < Steps; step++)
            {
                await story.GoOnAsync();
            }

            await story.EndAsync();
        }
    }

    private sealed class Story
    {
        private static readonly string[] Places = ["westus", "swedencentral", "eastus"];
        private static readonly string[] Models = ["gpt-4o", "gpt-4.1", "gpt-5"];
        private static readonly string[] Skus = ["GlobalStandard", "GlobalProvisionedManaged", "DataZoneStandard", "Standard"];

        private readonly Random _random;
        private readonly int _seed;
        private readonly HandClock _clock = new();
        private readonly Dictionary<ResourceId, AccountInventory> _accounts = [];
        private readonly HashSet<ResourceId> _silent = [];
        private readonly List<string> _told = [];
        private readonly Scene _scene;
        private FleetSettings _fleet = AFleet.Default with { Boundary = FleetBoundary.Any };
        private bool _two;
        private int _writesLeft = int.MaxValue;
        private string? _hole;

        public Story(int seed)
        {
            (_seed, _random) = (seed, new Random(seed));
            _scene = new Scene(Settings, clock: _clock);
            _scene.Models.Answer = request =>
                _silent.Any(id => request.RequestUri!.AbsolutePath.Contains($"--{id.Name}--", StringComparison.Ordinal))
                    ? new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("{}") }
                    : null;
            _scene.Gateway.Fault = _ =>
            {
                if (_writesLeft-- <= 0)
                {
                    return new WriteFailure(WriteFailureKind.Later, "cut off");
                }

                _hole ??= Hole();
                return null;
            };
        }

        private ImporterSettings Settings =>
            AFleet.Settings(_fleet) with
            {
                Fleets = _two ? [_fleet, _fleet with { Name = "bee", Path = "bee" }] : [_fleet],
                Drift = DriftMode.Import,
                Deletion = new() { After = TimeSpan.FromHours(1) },
            };

        private string Told => $"Seed {_seed}:\n{string.Join('\n', _told)}";

        public async Task GoOnAsync()
        {
            var ids = _accounts.Keys.OrderBy(id => id.Value, StringComparer.Ordinal).ToList();
            var one = ids.Count > 0 ? ids[_random.Next(ids.Count)] : null;
            var touched = Happen(_random.Next(20), one);
            _scene.Source.Unread.Clear();
            if (one is not null && _random.Next(6) == 0)
            {
                _scene.Source.Unread.Add(new(one, "503", true));
                _told.Add($"unread {one}");
            }

            _writesLeft = _random.Next(4) == 0 ? _random.Next(8) : int.MaxValue;
            var wasWhole = Hole() is null;
            var before = Called();
            _hole = null;
            var run = await RunAsync(_random.Next(6), touched);
            _told.Add($"  run over {run.Scope ?? "everything"}: {run.Outcome} {string.Join(", ", _scene.Gateway.Writes)}");
            _scene.Gateway.Writes.Clear();
            Assert.True(_hole is null || !wasWhole, $"{_hole}. {Told}");
            Assert.True(before.Where(IsAlive).All(Called().Contains), $"lost: {string.Join(", ", before.Except(Called()))}. {Told}");
        }

        public async Task EndAsync()
        {
            _writesLeft = int.MaxValue;
            _scene.Source.Unread.Clear();
            for (var run = 0; run < 4; run++)
            {
                _clock.Advance(TimeSpan.FromHours(2));
                await _scene.RunAsync(insist: true);
            }

            Assert.True(Hole() is null, $"{Hole()}. {Told}");
            await _scene.NothingMoreAsync();
            foreach (var account in _accounts.Keys)
            {
                await _scene.RunAsync(account, reason: RunReason.Event);
            }

            await _scene.RunAsync(reason: RunReason.Drift);
            Assert.True(_scene.Gateway.Writes.Count == 0, $"writes again: {string.Join(", ", _scene.Gateway.Writes)}. {Told}");
        }

        private Task<RunReport> RunAsync(int kind, ResourceId? touched) =>
            kind < 4 && touched is not null
                ? _scene.RunAsync(touched, reason: RunReason.Event)
                : _scene.RunAsync(reason: kind == 4 ? RunReason.Drift : RunReason.Manual);

        // What happens, and the account that an event tells of; null where none does.
        private ResourceId? Happen(int what, ResourceId? one)
        {
            var other = _random.Next(2) == 0;
            _told.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {one?.Value} {other}"));
            switch (what)
            {
                case < 4:
                    return Put(Fresh("rg-ai"));
                case 4 or 5:
                    return Put(Fresh("rg-two"));
                case 6:
                    // Only the second look of a run sees it, or the next run.
                    var late = Fresh("rg-ai");
                    _scene.Source.AfterReads(1, () => Put(late));
                    return null;
                case < 11 when one is not null:
                    return Change(what, one, other);
                case 11 or 12:
                    Meddle(what == 11);
                    return one;
                case 13:
                    _clock.Advance(TimeSpan.FromHours(2));
                    return one;
                case > 13:
                    Set(what, other);
                    return null;
                default:
                    return one;
            }
        }

        private ResourceId? Change(int what, ResourceId one, bool other)
        {
            var there = _accounts[one];
            switch (what)
            {
                case 7:
                    _accounts.Remove(one);
                    _scene.Source.Remove(one);
                    return one;
                case 8:
                    return Put(there with { Deployments = [.. there.Deployments.Skip(1)] });
                case 9:
                    return Put(there with { Deployments = [.. there.Deployments.Select(found => found with { Paused = other })] });
                default:
                    return _silent.Add(one) || _silent.Remove(one) ? one : null;
            }
        }

        private void Set(int what, bool other)
        {
            _two ^= what == 19;
            _fleet = what switch
            {
                14 => _fleet with { GatewayRegions = other ? [new("westus", ["westus"]), new("eastus", ["eastus", "westus"])] : [] },
                15 => _fleet with { Aliases = other ? [new("chat", ["gpt-5*", "gpt-4o"])] : [new("chat", ["gpt-4.1", "gpt-4o"])] },
                16 => _fleet with { AloneToo = other },
                17 => _fleet with { Tiers = other ? ["*"] : AFleet.Default.Tiers },
                18 => _fleet with { Compatibility = other ? [Compatibility.AzureOpenAI] : AFleet.Default.Compatibility },
                _ => _fleet,
            };
            _scene.Restart(Settings);
        }

        private void Meddle(bool deletes)
        {
            var pools = Pools().Where(pool => deletes || pool.Members.Count > 1).OrderBy(pool => pool.Id, StringComparer.Ordinal).ToList();
            if (pools.Count > 0 && pools[_random.Next(pools.Count)] is var pool && deletes)
            {
                _scene.Gateway.Remove(pool.Key);
            }
            else if (pools.Count > 0)
            {
                _scene.Gateway.Add(pools[^1] with { Members = [.. pools[^1].Members.Skip(1)] });
            }
        }

        private ResourceId Put(AccountInventory account)
        {
            _accounts[account.Account.Id] = account;
            _scene.Source.Put(account);
            return account.Account.Id;
        }

        private AccountInventory Fresh(string group)
        {
            var name = $"acc{_random.Next(5)}";
            var id = AnAccount.Id(name, group);
            var there = AFleet.Account(
                group == "rg-ai" ? name : $"{name}-two",
                Places[_random.Next(Places.Length)],
                [
                    .. Models
                        .Where(_ => _random.Next(2) == 0)
                        .Select(model => $"{model}:{Skus[_random.Next(Skus.Length)]}:{_random.Next(1, 50)}"),
                ]
            );
            return new(
                there.Account with
                {
                    Id = id,
                },
                [.. there.Deployments.Select(found => found with { Id = id.Child("deployments", found.Name) })]
            );
        }

        private IEnumerable<BackendPool> Pools() => _scene.Gateway.Resources.Values.Select(found => found.Resource).OfType<BackendPool>();

        private IEnumerable<(string Fleet, string Xml)> Fragments() =>
            _scene
                .Gateway.Resources.Values.Select(found => found.Resource)
                .OfType<PolicyFragment>()
                .Select(fragment => (fragment.OwnershipTag!.Fleet!, fragment.Xml));

        // An alias that the fragment answers for without a pool to send its calls to; null for none.
        private string? Hole() =>
            Fragments()
                .Where(one => _scene.Gateway.Resources.ContainsKey(Api.KeyFor(FleetIds.Api(one.Fleet, isV1: false))))
                .SelectMany(one =>
                    FleetPolicies
                        .LiveIn(one.Xml)
                        .SelectMany(alias =>
                            Places
                                .Where(place => FleetPolicies.NamesRegion(one.Xml, place))
                                .Select(place => FleetIds.PoolIn(one.Fleet, alias, place))
                                .Append(FleetIds.Pool(one.Fleet, alias))
                                .Append(FleetIds.Pool(one.Fleet, alias) + FleetIds.Rest)
                        )
                )
                .Except(Pools().Where(pool => pool.Members.Count > 0).Select(pool => pool.Id))
                .FirstOrDefault();

        // Who is called under the name of his model, as alias and deployment.
        private HashSet<(string Alias, ResourceId Member)> Called() =>
            [
                .. Fragments()
                    .Where(one => one.Fleet == _fleet.Name)
                    .SelectMany(one => FleetPolicies.LiveIn(one.Xml))
                    .Where(Models.Contains)
                    .SelectMany(alias =>
                        Pools()
                            .Where(pool => pool.Id == FleetIds.Pool(_fleet.Name, alias))
                            .SelectMany(pool => pool.Members)
                            .Select(member => (Backend)_scene.Gateway.Resources[new(ResourceKind.Backend, member.Backend)].Resource)
                            .Select(backend => (alias, backend.OwnershipTag!.Source))
                    ),
            ];

        private bool IsAlive((string Alias, ResourceId Member) called) =>
            _accounts.Values.SelectMany(found => found.Deployments).Any(found => found.Id == called.Member && !found.Paused);
    }
}
