using Importer.Gateway;
using Importer.Resources;
using Importer.Tests.Arm;

namespace Importer.Tests.Apim;

public sealed class ApimReadingTests : IDisposable
{
    private readonly ApimScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task What_is_ours_and_in_question_is_read_in_full()
    {
        var state = await _scene.ReadAsync();

        var api = Assert.IsType<Api>(state.Find(Api.KeyFor("contoso-openai"))?.Resource);
        Assert.Equal(["GET /b", "POST /a"], api.Definition?.Operations.Select(operation => operation.Route));
        Assert.Equal(
            ("Models.", ApimScene.OwnershipTag, "contoso/openai", "api-key"),
            (api.Description, api.OwnershipTag, api.Path, api.KeyHeader)
        );
        var policy = state.Find(ApiPolicy.KeyFor("contoso-openai"));
        Assert.Equal(
            ("<policies/>", "\"p1\"", ApimScene.OwnershipTag),
            (((ApiPolicy?)policy?.Resource)?.Xml, policy?.ETag, policy?.OwnershipTag)
        );
        Assert.NotNull(state.Find(new(ResourceKind.ProductLink, "ai-team/contoso-openai")));
        Assert.NotNull(state.Find(ServiceIdentity.TheKey));
        Assert.Empty(state.Products);
        Assert.Equal(("Developer", ApimScene.Principal), (state.Service.Sku, state.Service.PrincipalId));
    }

    [Fact]
    public async Task The_api_of_somebody_else_is_listed_and_not_looked_into()
    {
        var state = await _scene.ReadAsync();

        var petstore = state.Find(Api.KeyFor("petstore"));
        Assert.Equal(("petstore", null), (((Api?)petstore?.Resource)?.Path, ((Api?)petstore?.Resource)?.Definition));
        Assert.Null(petstore?.OwnershipTag);
        Assert.DoesNotContain(_scene.Arm.Sent, sent => sent.Path.Contains("petstore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_older_or_newer_revision_is_not_an_api()
    {
        var state = await _scene.ReadAsync();

        Assert.Equal(2, state.OfType<Api>().Count());
    }

    [Fact]
    public async Task What_is_out_of_scope_costs_no_call_beyond_the_lists()
    {
        await _scene.ReadAsync(_ => false);

        Assert.Equal(5, _scene.Arm.Sent.Count);
    }

    [Fact]
    public async Task Tags_cost_no_call_where_they_are_not_in_question()
    {
        var service = await _scene.Gateway.ReadServiceAsync(CancellationToken.None);

        await _scene.Gateway.ReadAsync(
            new()
            {
                Service = service,
                Wanted = [],
                IsInScope = _ => true,
                WithTags = false,
            },
            CancellationToken.None
        );

        Assert.DoesNotContain(_scene.Arm.Sent, sent => sent.Path.Contains("/tags", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wanted_api_is_read_in_full_whoever_owns_it()
    {
        _scene
            .Arm.On($"GET {ApimScene.Service}/apis", ApimScene.List(ApimScene.Api("CONTOSO-openai", "contoso/openai", "Hand-made.")))
            .On($"GET {ApimScene.Service}/apis/CONTOSO-openai/policies/policy?format=xml", Answer.Error(404, "ResourceNotFound", "none"));

        var state = await _scene.ReadAsync(_ => false, ApimScene.OurApi);

        Assert.NotNull(((Api?)state.Find(ApimScene.OurApi.Key)?.Resource)?.Definition);
        Assert.Null(state.Find(ApiPolicy.KeyFor("contoso-openai")));
    }

    [Fact]
    public async Task A_reading_equals_what_was_written()
    {
        var state = await _scene.ReadAsync();

        Assert.Equal(ApimScene.OurBackend, state.Find(ApimScene.OurBackend.Key)?.Resource);
        var api = (Api)state.Find(ApimScene.OurApi.Key)!.Resource;
        Assert.Equal(ApimScene.OurApi, api with { Definition = ApimScene.OurApi.Definition, Protocols = ApimScene.OurApi.Protocols });
        Assert.Equal(ApimScene.OurApi.Protocols, api.Protocols);
    }

    [Theory]
    [InlineData(ApimScene.Account)]
    [InlineData("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/RG-AI")]
    [InlineData("/subscriptions/00000000-0000-0000-0000-000000000001")]
    [InlineData("/providers/Microsoft.Management/managementGroups/all")]
    [InlineData("/")]
    public async Task A_role_at_the_account_or_above_counts(string scope)
    {
        _scene.Arm.On(ApimScene.RolesOn(ApimScene.Account), ApimScene.List(ApimScene.Assignment(scope, ApimScene.OurRole.RoleId)));

        var state = await _scene.ReadAsync(_ => false, ApimScene.OurRole);

        Assert.Equal(ApimScene.OurRole, state.Find(ApimScene.OurRole.Key)?.Resource);
    }

    [Theory]
    [InlineData(ApimScene.Account + "/projects/p", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd")]
    [InlineData(ApimScene.Account, "acdd72a7-3385-48ef-bd42-f606fba81ae7")]
    public async Task A_role_below_the_account_or_another_role_does_not_count(string scope, string role)
    {
        _scene.Arm.On(ApimScene.RolesOn(ApimScene.Account), ApimScene.List(ApimScene.Assignment(scope, role)));

        Assert.Null((await _scene.ReadAsync(_ => false, ApimScene.OurRole)).Find(ApimScene.OurRole.Key));
    }

    [Fact]
    public async Task A_role_that_does_as_well_counts()
    {
        _scene.Arm.On(
            ApimScene.RolesOn(ApimScene.Account),
            ApimScene.List(ApimScene.Assignment(ApimScene.Account, ApimScene.OurRole.Alternatives[0].ToUpperInvariant()))
        );

        Assert.NotNull((await _scene.ReadAsync(_ => false, ApimScene.OurRole)).Find(ApimScene.OurRole.Key));
    }

    [Fact]
    public async Task Roles_on_many_accounts_of_a_subscription_are_read_in_one_list()
    {
        RoleGrant[] grants =
        [
            .. Enumerable
                .Range(0, 5)
                .Select(number => ApimScene.OurRole with { Account = ResourceId.Parse($"{ApimScene.Account}{number}") }),
        ];
        _scene.Arm.On(
            ApimScene.RolesOn("/subscriptions/00000000-0000-0000-0000-000000000001"),
            ApimScene.List(
                ApimScene.Assignment($"{ApimScene.Account}1", ApimScene.OurRole.RoleId),
                ApimScene.Assignment($"{ApimScene.Account}4", ApimScene.OurRole.RoleId)
            )
        );

        var state = await _scene.ReadAsync(_ => false, grants);

        Assert.Equal(
            [$"{ApimScene.Account}1", $"{ApimScene.Account}4"],
            state.OfType<RoleGrant>().Select(found => ((RoleGrant)found.Resource).Account.Value).Order()
        );
        Assert.Equal(6, _scene.Arm.Sent.Count);
    }

    [Fact]
    public async Task Where_the_list_of_the_subscription_is_refused_each_account_is_asked()
    {
        RoleGrant[] grants =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(number => ApimScene.OurRole with { Account = ResourceId.Parse($"{ApimScene.Account}{number}") }),
        ];
        _scene.Arm.On(
            ApimScene.RolesOn("/subscriptions/00000000-0000-0000-0000-000000000001"),
            Answer.Error(403, "AuthorizationFailed", "no")
        );
        foreach (var grant in grants)
        {
            _scene.Arm.On(ApimScene.RolesOn(grant.Account.Value), ApimScene.List(ApimScene.Assignment(grant.Account.Value, grant.RoleId)));
        }

        Assert.Equal(3, (await _scene.ReadAsync(_ => false, grants)).OfType<RoleGrant>().Count());
    }

    [Fact]
    public async Task A_service_without_an_identity_holds_no_role()
    {
        _scene.Arm.On($"GET {ApimScene.Service}", ApimScene.ServiceBody(identity: """{"type":"None"}"""));

        var state = await _scene.ReadAsync(_ => false, ApimScene.OurRole);

        Assert.Null(state.Service.PrincipalId);
        Assert.Null(state.Find(ServiceIdentity.TheKey));
    }

    [Fact]
    public async Task A_missing_service_says_which_setting_to_check()
    {
        _scene.Arm.On($"GET {ApimScene.Service}", Answer.Error(404, "ResourceNotFound", "not found"));

        var refusal = await Assert.ThrowsAsync<GatewayUnreadableException>(() => _scene.ReadAsync());

        Assert.StartsWith(
            "API Management service contoso-apim not found: check Importer:ApiManagement:ServiceId",
            refusal.Message,
            StringComparison.Ordinal
        );
        Assert.False(refusal.MayPass);
    }

    [Theory]
    [InlineData(403, "AuthorizationFailed", false, "lacks Microsoft.ApiManagement/service/apis/read")]
    [InlineData(429, "TooManyRequests", true, "TooManyRequests")]
    [InlineData(500, "InternalServerError", true, "InternalServerError")]
    public async Task A_list_that_cannot_be_read_ends_the_reading(int status, string code, bool mayPass, string words)
    {
        _scene.Arm.On($"GET {ApimScene.Service}/apis", Answer.Error(status, code, "no"));

        var refusal = await Assert.ThrowsAsync<GatewayUnreadableException>(() => _scene.ReadAsync());

        Assert.Equal(mayPass, refusal.MayPass);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_ready_is_told_as_such_even_when_its_lists_fail()
    {
        _scene
            .Arm.On($"GET {ApimScene.Service}", ApimScene.ServiceBody("Activating"))
            .On($"GET {ApimScene.Service}/apis", Answer.Error(409, "ServiceLocked", "is transitioning at this time"));

        var state = await _scene.ReadAsync();

        Assert.False(state.Service.IsReady);
        Assert.Empty(state.Resources);
    }

    [Fact]
    public async Task An_api_deleted_between_two_readings_is_not_there()
    {
        _scene
            .Arm.On($"GET {ApimScene.Service}/apis/contoso-openai/operations", Answer.Error(404, "ResourceNotFound", "gone"))
            .On($"GET {ApimScene.Service}/apis/contoso-openai", Answer.Error(404, "ResourceNotFound", "gone"));

        Assert.Null((await _scene.ReadAsync()).Find(ApimScene.OurApi.Key));
    }

    [Theory]
    [InlineData("operations")]
    [InlineData("products")]
    public async Task An_api_that_is_there_while_what_is_below_it_is_said_not_to_be_was_not_read(string below)
    {
        _scene.Arm.On($"GET {ApimScene.Service}/apis/contoso-openai/{below}", Answer.Error(404, "ResourceNotFound", "gone"));

        var refusal = await Assert.ThrowsAsync<GatewayUnreadableException>(() => _scene.ReadAsync());

        Assert.True(refusal.MayPass);
    }

    public static TheoryData<string, string> Reads =>
        new()
        {
            { "service", $"GET {ApimScene.Service}" },
            { "apis", $"GET {ApimScene.Service}/apis" },
            { "backends", $"GET {ApimScene.Service}/backends" },
            { "products", $"GET {ApimScene.Service}/products" },
            { "namedValues", $"GET {ApimScene.Service}/namedValues" },
            { "tags", $"GET {ApimScene.Service}/tags" },
            { "operations", $"GET {ApimScene.Service}/apis/contoso-openai/operations" },
            { "products of the API", $"GET {ApimScene.Service}/apis/contoso-openai/products" },
            { "policy", $"GET {ApimScene.Service}/apis/contoso-openai/policies/policy?format=xml" },
            { "roles", ApimScene.RolesOn(ApimScene.Account) },
        };

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_success_that_proves_nothing_is_a_service_that_could_not_be_read(string name, string call)
    {
        foreach (
            var body in new[]
            {
                "",
                "<html>",
                "{}",
                "null",
                """{"value":null}""",
                """{"error":{"code":"X","message":"x"}}""",
                """{"value":[{}]}""",
                """{"name":"x"}""",
                "{\"value\":[{\"id\":",
            }
        )
        {
            using var scene = new ApimScene();
            scene.Arm.On(ApimScene.RolesOn(ApimScene.Account), ApimScene.List()).On(call, new Answer(200, body));

            var refusal = await Assert.ThrowsAsync<GatewayUnreadableException>(() =>
                scene.ReadAsync(ApimScene.OurRole, new ProductLink { Product = "ai-team", Api = "contoso-openai" })
            );

            Assert.True(refusal.MayPass, $"{name} answered {body}: {refusal.Message}");
        }
    }

    [Theory]
    [InlineData("apis")]
    [InlineData("backends")]
    [InlineData("namedValues")]
    [InlineData("apis/contoso-openai/operations")]
    public async Task An_item_without_properties_makes_its_list_unread(string list)
    {
        _scene.Arm.On($"GET {ApimScene.Service}/{list}", ApimScene.List("""{"name":"contoso-openai"}"""));

        Assert.True((await Assert.ThrowsAsync<GatewayUnreadableException>(() => _scene.ReadAsync())).MayPass);
    }

    [Fact]
    public async Task A_named_value_of_ours_is_told_from_those_of_others()
    {
        _scene.Arm.On(
            $"GET {ApimScene.Service}/namedValues",
            ApimScene.List(
                $$"""{"name":"contoso-key","properties":{"displayName":"contoso-key","secret":true,"tags":["x","{{ApimScene.TagOf("contoso-key")}}"] } }""",
                """{"name":"password","properties":{"displayName":"password","secret":true}}"""
            )
        );

        var state = await _scene.ReadAsync(_ => false);

        var named = (NamedValue)state.OfType<NamedValue>().Single().Resource;
        Assert.Equal(("contoso-key", ApimScene.OwnershipTag, ApimScene.Account), (named.Id, named.OwnershipTag, named.KeyOf?.Value));
    }

    [Fact]
    public async Task A_pool_has_no_address_and_is_listed_all_the_same()
    {
        _scene.Arm.On(
            $"GET {ApimScene.Service}/backends",
            ApimScene.List("""{"name":"pool","properties":{"type":"Pool","pool":{"services":[]}}}""")
        );

        Assert.NotNull((await _scene.ReadAsync(_ => false)).Find(new(ResourceKind.Backend, "pool")));
    }

    [Fact]
    public async Task The_way_in_is_read_once_in_a_while()
    {
        _scene.Arm.On($"POST {ApimScene.Service}/subscriptions/master/listSecrets", """{"primaryKey":"k1","secondaryKey":"k2"}""");

        var access = await _scene.Gateway.OpenAsync(CancellationToken.None);
        await _scene.Gateway.OpenAsync(CancellationToken.None);

        Assert.Equal((new Uri("https://contoso-apim.azure-api.net"), "k1"), (access.Url, access.SubscriptionKey));
        Assert.DoesNotContain("k1", access.ToString(), StringComparison.Ordinal);
        Assert.Single(_scene.Arm.Writes);

        _scene.Arm.Clock.Advance(TimeSpan.FromMinutes(10));
        await _scene.Gateway.OpenAsync(CancellationToken.None);
        Assert.Equal(2, _scene.Arm.Writes.Count());
    }

    [Fact]
    public async Task A_key_that_was_refused_is_read_again_once_for_all_who_ask()
    {
        _scene.Arm.On($"POST {ApimScene.Service}/subscriptions/master/listSecrets", """{"primaryKey":"k1"}""");
        var old = await _scene.Gateway.OpenAsync(CancellationToken.None);
        await _scene.Gateway.ReopenAsync(old, CancellationToken.None);
        Assert.Single(_scene.Arm.Writes);

        _scene.Arm.Clock.Advance(TimeSpan.FromMinutes(1));
        _scene.Arm.On($"POST {ApimScene.Service}/subscriptions/master/listSecrets", """{"primaryKey":"k2"}""");
        var fresh = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _scene.Gateway.ReopenAsync(old, CancellationToken.None)));

        Assert.All(fresh, access => Assert.Equal("k2", access.SubscriptionKey));
        Assert.Equal("k2", (await _scene.Gateway.OpenAsync(CancellationToken.None)).SubscriptionKey);
        Assert.Equal(2, _scene.Arm.Writes.Count());
    }

    [Fact]
    public async Task Whether_something_is_there_is_asked_of_the_thing_itself()
    {
        _scene
            .Arm.On($"GET {ApimScene.Service}/apis/gone", Answer.Error(404, "ResourceNotFound", "API not found"))
            .On($"GET {ApimScene.Service}/apis/locked", Answer.Error(403, "AuthorizationFailed", "no right"));

        Assert.True(await _scene.Gateway.IsThereAsync(Api.KeyFor("contoso-openai"), CancellationToken.None));
        Assert.False(await _scene.Gateway.IsThereAsync(Api.KeyFor("gone"), CancellationToken.None));
        Assert.False(
            (
                await Assert.ThrowsAsync<GatewayUnreadableException>(() =>
                    _scene.Gateway.IsThereAsync(Api.KeyFor("locked"), CancellationToken.None)
                )
            ).MayPass
        );
    }

    [Fact]
    public async Task A_missing_subscription_says_which_setting_to_check()
    {
        _scene.Arm.On(
            $"POST {ApimScene.Service}/subscriptions/probe/listSecrets",
            Answer.Error(404, "ResourceNotFound", "Subscription not found")
        );
        using var gateway = _scene.Open("probe");

        var refusal = await Assert.ThrowsAsync<GatewayUnreadableException>(() => gateway.OpenAsync(CancellationToken.None));

        Assert.Contains("check Importer:Health:Subscription", refusal.Message, StringComparison.Ordinal);
    }
}
