using Importer.Gateway;
using Importer.Planning;
using Importer.Tests.Builders;

namespace Importer.Tests.Planning;

/// <summary>What stands in the planner's table, and the sentences that it sends people on their way with.</summary>
public sealed class PlannerTests
{
    private static readonly OwnershipTag Ours = APlan.Tag();

    [Theory]
    [InlineData(Ownership.Foreign, "belongs to another importer", false)]
    [InlineData(Ownership.Serving, "was there first and keeps it", false)]
    [InlineData(null, "exists and was not made by this importer", true)]
    public void A_conflict_says_whose_the_place_is_and_offers_to_adopt_what_is_peoples(object? owner, string says, bool offers)
    {
        var claim = (Ownership?)owner;
        var found = APlan.Api("contoso-openai", claim is null ? null : APlan.Tag("fabrikam"));
        var plan = Planner.Compare(APlan.Of([APlan.Api("contoso-openai", Ours)], APlan.State(APlan.Found(found)), claim ?? Ownership.Gone));

        var conflict = Assert.Single(plan.Findings, finding => finding.Kind == FindingKind.Conflict);
        Assert.Contains(says, conflict.Reason, StringComparison.Ordinal);
        Assert.Equal(
            offers,
            conflict.Reason.EndsWith(", or take it over: POST /api/import with \"adopt\": \"contoso-openai\"", StringComparison.Ordinal)
        );
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void A_backend_of_somebody_elses_is_not_offered_for_adoption()
    {
        var plan = Planner.Compare(APlan.Of([APlan.Backend("b", Ours)], APlan.State(APlan.Found(APlan.Backend("b")))));

        var conflict = Assert.Single(plan.Findings);
        Assert.EndsWith("give this account another BasePath", conflict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_path_that_is_taken_is_offered_for_adoption_where_people_made_its_API(bool isPeoples)
    {
        var holder = APlan.Api("holder", isPeoples ? null : APlan.Tag("fabrikam"), "contoso/openai");
        var plan = Planner.Compare(
            APlan.Of([APlan.Api("contoso-openai", Ours, "contoso/openai")], APlan.State(APlan.Found(holder)), Ownership.Unknown)
        );

        var conflict = Assert.Single(plan.Findings, finding => finding.Subject == "contoso-openai");
        Assert.StartsWith("path 'contoso/openai' is taken by API holder", conflict.Reason, StringComparison.Ordinal);
        Assert.Equal(
            isPeoples,
            conflict.Reason.EndsWith(", or take that API over: POST /api/import with \"adopt\": \"holder\"", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_carries_a_tag_that_does_not_verify_is_left_alone_and_an_API_may_be_adopted(bool isApi)
    {
        GatewayResource copied = isApi ? APlan.Api("copied") : APlan.Backend("copied");
        var found = new Observed(copied, null, null) { Unproven = UnprovenTag.Of(APlan.Tag()) };
        var none = Planner.Compare(APlan.Of([], APlan.State(found), Ownership.Serving));
        var wanted = Planner.Compare(APlan.Of([isApi ? APlan.Api("copied", Ours) : APlan.Backend("copied", Ours)], APlan.State(found)));

        var copy = Assert.Single(none.Findings);
        Assert.Equal(FindingKind.Copy, copy.Kind);
        Assert.EndsWith(
            isApi
                ? "description, or have the API managed: POST /api/import with \"adopt\": \"copied\""
                : "take the words out of its description",
            copy.Reason,
            StringComparison.Ordinal
        );
        var conflict = Assert.Single(wanted.Findings);
        Assert.EndsWith(
            isApi ? "run again, or take it over: POST /api/import with \"adopt\": \"copied\"" : "or delete the resource and run again",
            conflict.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Copies_are_told_by_kind_and_name()
    {
        Observed[] found =
        [
            new(APlan.Api("b"), null, null) { Unproven = UnprovenTag.Of(APlan.Tag()) },
            new(APlan.Api("a"), null, null) { Unproven = UnprovenTag.Of(APlan.Tag()) },
            new(APlan.Backend("c"), null, null) { Unproven = UnprovenTag.Of(APlan.Tag()) },
        ];
        var names = Planner.Compare(APlan.Of([], APlan.State(found))).Findings.Select(finding => finding.Subject);

        Assert.Equal(
            found.OrderBy(one => one.Resource.Key.Kind).ThenBy(one => one.Resource.Key.Name).Select(one => one.Resource.Key.Name),
            names
        );
    }

    [Theory]
    [InlineData(true, true, false, "was put back after it was withdrawn")]
    [InlineData(false, true, false, "still serves a live deployment")]
    [InlineData(false, false, false, "it stays because Deletion.Mode is Keep")]
    public void What_stays_says_why(bool isRestored, bool mayDelete, bool insist, string says)
    {
        var api = APlan.Api("kept", Ours with { IsRestored = isRestored });
        var input = APlan.Of([], APlan.State(APlan.Found(api)), isRestored ? Ownership.Gone : Ownership.Serving) with
        {
            Deletion = new() { Allowed = mayDelete, MaxShare = 1 },
            Insist = insist,
        };

        var plan = Planner.Compare(input);

        Assert.Empty(plan.Steps);
        Assert.Contains(says, Assert.Single(plan.Findings).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_as_it_should_be_is_counted()
    {
        var api = APlan.Api("same", Ours);
        var backend = APlan.Backend("same-backend", Ours);

        var plan = Planner.Compare(APlan.Of([api, backend], APlan.State(APlan.Found(api), APlan.Found(backend)), Ownership.Serving));

        Assert.Equal((0, 2), (plan.Steps.Count, plan.Unchanged));
    }

    [Fact]
    public void What_is_made_comes_in_the_order_of_kind_and_name_and_tells_who_changed_the_service_only_for_its_identity()
    {
        GatewayResource[] wanted = [APlan.Api("b", Ours), APlan.Api("a", Ours), APlan.Backend("c", Ours), new ServiceIdentity()];

        var plan = Planner.Compare(APlan.Of(wanted, APlan.State()));

        Assert.Equal(
            wanted.OrderBy(one => one.Key.Kind).ThenBy(one => one.Key.Name).Select(one => one.Key),
            plan.Steps.Select(step => step.Key)
        );
        Assert.Equal([ServiceIdentity.TheKey], plan.Steps.Where(step => step.LastChange is not null).Select(step => step.Key));
    }

    [Fact]
    public void What_only_a_blocked_API_would_use_is_not_made()
    {
        var shared = APlan.Backend("shared", Ours);
        var lonely = APlan.Backend("lonely", Ours);
        var plan = Planner.Compare(
            APlan.Of(
                [
                    APlan.Api("free", Ours),
                    APlan.Policy("free", "<policies/>", shared.Key),
                    APlan.Api("blocked", Ours),
                    APlan.Policy("blocked", "<policies/>", shared.Key, lonely.Key),
                    shared,
                    lonely,
                ],
                APlan.State(APlan.Found(APlan.Api("blocked")))
            )
        );

        Assert.DoesNotContain(plan.Steps, step => step.Key == lonely.Key);
        Assert.Contains(plan.Steps, step => step.Key == shared.Key);
        Assert.Superset(
            new HashSet<ResourceKey> { lonely.Key, Api.KeyFor("blocked"), ApiPolicy.KeyFor("blocked") },
            plan.Blocked.ToHashSet()
        );
    }

    [Fact]
    public void Named_values_and_backends_go_after_the_API_that_used_them()
    {
        var api = APlan.Api("gone", Ours);
        var other = APlan.Api("other", APlan.Tag("fabrikam"));
        var backend = APlan.Backend("gone-backend", Ours);
        var key = APlan.NamedValue("gone-key", Ours);
        var found = APlan.State(
            APlan.Found(api),
            APlan.Found(other),
            APlan.Found(backend),
            APlan.Found(key),
            APlan.Found(APlan.Policy("other", "<x id='gone-key'/>"))
        );

        var plan = Planner.Compare(APlan.Of([], found));

        Assert.Equal([api.Key], plan.Steps.Single(step => step.Key == backend.Key).After);
        Assert.Equal([api.Key, other.Key], plan.Steps.Single(step => step.Key == key.Key).After);
        Assert.Equal(
            new[] { backend.Key, key.Key }.OrderByDescending(one => one.Kind),
            plan.Steps.Select(step => step.Key).Where(one => one == backend.Key || one == key.Key)
        );
    }

    [Theory]
    [InlineData("contoso", "contoso", true)]
    [InlineData("contoso", "contoso/deployments/gpt-4o", true)]
    [InlineData("contoso/deployments/gpt-4o", "contoso", true)]
    [InlineData("contoso", "fabrikam", false)]
    public void Two_tags_name_one_owner_where_one_covers_the_other(string one, string other, bool isSame)
    {
        var input = APlan.Of([], APlan.State());

        Assert.Equal(isSame, input.IsSameOwner(At(one), At(other)));

        static OwnershipTag At(string source) =>
            new(
                source.Split('/', 2) is [var account, var rest]
                    ? Resources.ResourceId.Parse($"{AnAccount.Id(account).Value}/{rest}")
                    : AnAccount.Id(source),
                "d"
            );
    }

    [Fact]
    public void A_loss_is_counted_and_named_up_to_ten()
    {
        string[] eleven = [.. Enumerable.Range(1, 11).Select(number => $"s{number}")];

        Assert.True(new Loss([], []).IsNone);
        Assert.False(new Loss(["s"], []).IsNone);
        Assert.False(new Loss([], ["2"]).IsNone);
        Assert.Contains(
            ": 1 subscription(s) of this API alone with their keys (s). Callers",
            new Loss(["s"], []).Sentence("x"),
            StringComparison.Ordinal
        );
        Assert.Contains(": 2 revision(s) (2, 3). Callers", new Loss([], ["2", "3"]).Sentence("x"), StringComparison.Ordinal);
        Assert.Contains(
            "(s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, …), and 1 revision(s) (2)",
            new Loss(eleven, ["2"]).Sentence("x"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "(s1, s2, s3, s4, s5, s6, s7, s8, s9, s10). Callers",
            new Loss(eleven[..10], []).Sentence("x"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(IgnorableField.SubscriptionRequired, new[] { "protocols", "policy" })]
    [InlineData(IgnorableField.Protocols, new[] { "subscriptionRequired", "policy" })]
    [InlineData(IgnorableField.Policy, new[] { "protocols", "subscriptionRequired" })]
    [InlineData(null, new[] { "protocols", "subscriptionRequired", "policy" })]
    public void Of_an_API_that_stays_only_what_is_not_peoples_is_told(IgnorableField? ignored, string[] told)
    {
        var found = APlan.Api("kept", Ours) with { Protocols = ["http"], SubscriptionRequired = false, DisplayName = "Theirs" };
        var input = APlan.Of([], APlan.State(APlan.Found(found)), Ownership.Serving) with
        {
            Kept = [APlan.Api("kept", Ours), APlan.Policy("kept")],
            Ignored = new Dictionary<string, IReadOnlySet<IgnorableField>>
            {
                ["kept"] = ignored is { } field ? new HashSet<IgnorableField> { field } : [],
            },
        };

        var kept = Assert.Single(Planner.Compare(input).Findings);

        Assert.Equal(told, kept.Differences.Select(difference => difference.Field));
    }
}
