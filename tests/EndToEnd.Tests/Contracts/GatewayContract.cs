using Importer.Gateway;
using Importer.Resources;
using Importer.Tests.Builders;

namespace EndToEnd.Tests.Contracts;

/// <summary>
/// What everybody who uses <see cref="IGateway"/> may rely on. Held by the real adapter on LocalAzure and by the fake that the
/// fast tests run on: a fake that is kinder than the service hides faults.
/// </summary>
public abstract class GatewayContract
{
    private const string Ours = "contract-openai";
    private const string Theirs = "hand-made";

    private static readonly OwnershipTag OurTag = new(AnAccount.Id("contract"), "abc");
    private static readonly Api OurApi = Api(Ours, OurTag);
    private static readonly Api TheirApi = Api(Theirs, null);
    private static readonly Backend OurBackend = new()
    {
        Id = "contract-backend",
        Url = new("https://contract.openai.azure.com/openai"),
        Description = "Models.",
        OwnershipTag = OurTag,
    };

    /// <summary>The gateway under test, empty but for what its service has from the start.</summary>
    protected abstract IGateway Gateway { get; }

    [Fact]
    public async Task An_api_in_question_is_read_in_full_and_another_only_listed()
    {
        await HaveAsync(OurApi, TheirApi, Policy(Ours), Policy(Theirs));

        var state = await ReadAsync(isInScope: true);

        Assert.NotNull(((Api)state.Find(OurApi.Key)!.Resource).Definition);
        Assert.NotNull(state.Find(ApiPolicy.KeyFor(Ours)));
        Assert.Null(((Api)state.Find(TheirApi.Key)!.Resource).Definition);
        Assert.Null(state.Find(ApiPolicy.KeyFor(Theirs)));
    }

    [Fact]
    public async Task Out_of_scope_nothing_is_read_in_full()
    {
        await HaveAsync(OurApi, Policy(Ours));

        var state = await ReadAsync(isInScope: false);

        Assert.Null(((Api)state.Find(OurApi.Key)!.Resource).Definition);
        Assert.Null(state.Find(ApiPolicy.KeyFor(Ours)));
    }

    [Fact]
    public async Task A_wanted_api_is_read_in_full_whoever_made_it()
    {
        await HaveAsync(TheirApi, Policy(Theirs));

        var state = await ReadAsync(isInScope: false, TheirApi);

        Assert.NotNull(((Api)state.Find(TheirApi.Key)!.Resource).Definition);
        Assert.Equal((true, null), (state.Find(ApiPolicy.KeyFor(Theirs)) is not null, state.Find(TheirApi.Key)!.OwnershipTag));
    }

    [Fact]
    public async Task The_list_of_apis_has_no_operations()
    {
        await HaveAsync(OurApi, TheirApi);

        var listed = await Gateway.ListApisAsync(await Gateway.ReadServiceAsync(default), default);

        Assert.All(listed, found => Assert.Null(((Api)found.Resource).Definition));
        Assert.Equal(OurTag, listed.Single(found => found.Resource.Key == OurApi.Key).OwnershipTag);
    }

    [Fact]
    public async Task Every_backend_is_listed_and_of_named_values_ours_and_those_that_are_wanted()
    {
        var named = new NamedValue
        {
            Id = "house-secret",
            DisplayName = "house-secret",
            IsSecret = true,
            KeyOf = await AccountAsync(),
        };
        await HaveAsync(OurBackend, OurBackend with { Id = "house-backend", OwnershipTag = null }, named);

        var state = await ReadAsync(isInScope: false);

        Assert.Equal(OurTag, state.Find(OurBackend.Key)!.OwnershipTag);
        Assert.Null(state.Find(new(ResourceKind.Backend, "house-backend"))!.OwnershipTag);
        Assert.Null(state.Find(named.Key));
        Assert.NotNull((await ReadAsync(isInScope: false, named)).Find(named.Key));
    }

    [Fact]
    public async Task Products_are_listed_only_where_a_link_is_wanted()
    {
        await HaveAsync(OurApi);

        Assert.Empty((await ReadAsync(isInScope: true)).Products);
        Assert.NotEmpty((await ReadAsync(isInScope: true, new ProductLink { Product = "ai-team", Api = Ours })).Products);
    }

    [Fact]
    public async Task Tags_are_read_where_they_are_asked_for()
    {
        await HaveAsync(OurApi);
        Assert.Null(await Gateway.PutAsync(new ApiTag { Tag = "foundry", Api = Ours }, null, default));
        var key = new ApiTag { Tag = "foundry", Api = Ours }.Key;

        Assert.NotNull((await ReadAsync(isInScope: true)).Find(key));
        Assert.Null((await Gateway.ReadAsync(await QueryAsync(true) with { WithTags = false }, default)).Find(key));
    }

    [Fact]
    public async Task A_role_is_found_only_where_it_is_wanted()
    {
        var role = new RoleGrant
        {
            Account = await AccountAsync(),
            RoleId = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
            RoleName = "Cognitive Services OpenAI User",
        };
        Assert.Null(await Gateway.PutAsync(role, null, default));
        Assert.Null(await Gateway.PutAsync(role, null, default));

        Assert.Null((await ReadAsync(isInScope: true)).Find(role.Key));
        Assert.NotNull((await ReadAsync(isInScope: true, role)).Find(role.Key));
        Assert.Equal(WriteFailureKind.Permanent, (await Gateway.DeleteAsync(role.Key, null, default))?.Kind);
    }

    [Fact]
    public async Task Creating_what_is_there_and_is_the_same_succeeds()
    {
        await HaveAsync(OurBackend);

        Assert.Null(await Gateway.PutAsync(OurBackend, null, default));
    }

    // Whether API Management honours If-None-Match is not known: an answer of success may stand for a replacement.
    [Fact]
    public async Task Creating_over_something_else_is_refused_or_replaces_it_as_its_answer_says()
    {
        await HaveAsync(OurBackend);
        var moved = OurBackend with { Url = new("https://elsewhere.openai.azure.com/openai") };

        var failure = await Gateway.PutAsync(moved, null, default);

        Assert.True(failure is null or { Kind: WriteFailureKind.Changed });
        Assert.Equal(
            failure is null ? moved.Url : OurBackend.Url,
            ((Backend)(await ReadAsync(isInScope: true)).Find(OurBackend.Key)!.Resource).Url
        );
    }

    [Fact]
    public async Task An_update_is_made_only_of_what_was_read()
    {
        await HaveAsync(OurBackend);
        var read = (await ReadAsync(isInScope: true)).Find(OurBackend.Key)!;
        var moved = OurBackend with { Url = new("https://elsewhere.openai.azure.com/openai") };

        Assert.Null(await Gateway.PutAsync(moved, read.ETag, default));
        Assert.Equal(WriteFailureKind.Changed, (await Gateway.PutAsync(OurBackend, read.ETag, default))?.Kind);
        Assert.Equal(moved.Url, ((Backend)(await ReadAsync(isInScope: true)).Find(OurBackend.Key)!.Resource).Url);
    }

    [Fact]
    public async Task An_update_of_what_is_gone_changes_nothing()
    {
        await HaveAsync(OurBackend);
        var read = (await ReadAsync(isInScope: true)).Find(OurBackend.Key)!;
        Assert.Null(await Gateway.DeleteAsync(OurBackend.Key, read.ETag, default));

        Assert.Equal(WriteFailureKind.Changed, (await Gateway.PutAsync(OurBackend, read.ETag, default))?.Kind);
        Assert.Null((await ReadAsync(isInScope: true)).Find(OurBackend.Key));
    }

    [Fact]
    public async Task What_changed_after_it_was_read_is_not_deleted_and_what_is_gone_is_deleted()
    {
        await HaveAsync(OurBackend);
        var read = (await ReadAsync(isInScope: true)).Find(OurBackend.Key)!;
        Assert.Null(
            await Gateway.PutAsync(
                OurBackend with
                {
                    Description = "Changed.",
                    Url = new("https://elsewhere.openai.azure.com/openai"),
                },
                read.ETag,
                default
            )
        );

        Assert.Equal(WriteFailureKind.Changed, (await Gateway.DeleteAsync(OurBackend.Key, read.ETag, default))?.Kind);
        Assert.NotNull((await ReadAsync(isInScope: true)).Find(OurBackend.Key));
        Assert.Null(await Gateway.DeleteAsync(new(ResourceKind.Backend, "never-was"), read.ETag, default));
    }

    [Fact]
    public async Task An_api_goes_with_all_that_lies_below_it()
    {
        await HaveAsync(OurApi, Policy(Ours));
        var read = (await ReadAsync(isInScope: true)).Find(OurApi.Key)!;

        Assert.Null(await Gateway.DeleteAsync(OurApi.Key, read.ETag, default));

        var state = await ReadAsync(isInScope: true, OurApi);
        Assert.Null(state.Find(OurApi.Key));
        Assert.Null(state.Find(ApiPolicy.KeyFor(Ours)));
    }

    [Fact]
    public async Task Nothing_is_made_below_an_api_that_is_not_there() =>
        Assert.Equal(WriteFailureKind.Changed, (await Gateway.PutAsync(Policy(Ours), null, default))?.Kind);

    [Fact]
    public async Task A_backend_that_a_policy_names_cannot_be_deleted()
    {
        await HaveAsync(OurBackend, TheirApi, Policy(Theirs, OurBackend.Id));

        Assert.NotNull(await Gateway.DeleteAsync(OurBackend.Key, null, default));
        Assert.NotNull((await ReadAsync(isInScope: true)).Find(OurBackend.Key));
    }

    [Fact]
    public async Task Who_uses_a_backend_that_may_leave_is_told_where_it_is_asked_for()
    {
        await HaveAsync(OurBackend, OurApi, TheirApi, Policy(Theirs, OurBackend.Id), Policy(Ours, OurBackend.Id));
        var asked = await QueryAsync(true) with { WithUsers = true };

        var users = (await Gateway.ReadAsync(asked, default)).OutsideUsers;
        Assert.Equal([$"API {Theirs}"], users.Where(user => user.Uses(OurBackend)).Select(user => user.Name));
        Assert.Empty((await Gateway.ReadAsync(asked with { Wanted = [OurBackend] }, default)).OutsideUsers);
        Assert.Empty((await Gateway.ReadAsync(asked with { IsInScope = _ => false }, default)).OutsideUsers);
        Assert.Empty((await Gateway.ReadAsync(asked with { WithUsers = false }, default)).OutsideUsers);
    }

    /// <summary>An account that the gateway's identity can be given a role on.</summary>
    protected abstract Task<ResourceId> AccountAsync();

    private static Api Api(string id, OwnershipTag? mark) =>
        new()
        {
            Id = id,
            DisplayName = id,
            Description = "Models.",
            OwnershipTag = mark,
            Path = id,
            Definition = new()
            {
                OpenApi =
                    """{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"operationId":"a","responses":{"200":{"description":"ok"}}}}}}""",
                Operations = [new("a", "GET", "/a")],
            },
        };

    private static ApiPolicy Policy(string api, string? backend = null) =>
        new()
        {
            Api = api,
            Xml =
                $"<policies><inbound><base />{(backend is null ? "" : $"<set-backend-service backend-id=\"{backend}\" />")}</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>",
        };

    private async Task HaveAsync(params GatewayResource[] resources)
    {
        foreach (var resource in resources)
        {
            Assert.Null(await Gateway.PutAsync(resource, null, default));
        }
    }

    private async Task<GatewayState> ReadAsync(bool isInScope, params GatewayResource[] wanted) =>
        await Gateway.ReadAsync(await QueryAsync(isInScope, wanted), default);

    private async Task<GatewayQuery> QueryAsync(bool isInScope, params GatewayResource[] wanted) =>
        new()
        {
            Service = await Gateway.ReadServiceAsync(default),
            Wanted = wanted,
            IsInScope = _ => isInScope,
        };
}
