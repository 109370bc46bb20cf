using System.Text.Json;
using Importer.Apim;
using Importer.Gateway;
using Importer.Resources;
using Importer.Tests.Arm;

namespace Importer.Tests.Apim;

/// <summary>
/// Whoever may already call the models lacks nothing, by whatever roles; what could not be seen is not known to be missing.
/// </summary>
public sealed class RoleReadingTests : IDisposable
{
    private const string Accounts = "Microsoft.CognitiveServices/accounts";
    private const string Chat = Accounts + "/OpenAI/deployments/chat/completions/action";
    private const string Embeddings = Accounts + "/OpenAI/deployments/embeddings/action";
    private const string FoundryUser = "53ca6127-db72-4b80-b1b0-d745d6d5456d";
    private const string Custom = "0c0ffee0-0000-0000-0000-000000000001";
    private const string Another = "0c0ffee0-0000-0000-0000-000000000002";

    private readonly ApimScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(ApimScene.Account)]
    [InlineData("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/RG-AI")]
    [InlineData("/providers/Microsoft.Management/managementGroups/all")]
    public async Task A_wider_role_does_by_what_it_allows(string scope)
    {
        Assigned((scope, FoundryUser));
        Defined(FoundryUser, """{"dataActions":["Microsoft.CognitiveServices/*"]}""");

        var state = await ReadAsync(Chat, Embeddings);

        Assert.NotNull(state.Find(ApimScene.OurRole.Key));
        Assert.Empty(state.UnreadRoles);
    }

    [Fact]
    public async Task Several_roles_do_together()
    {
        Assigned((ApimScene.Account, Custom), (ApimScene.Account, Another));
        Defined(Custom, $$"""{"dataActions":["{{Chat}}"]}""");
        Defined(Another, $$"""{"dataActions":["{{Embeddings}}"]}""");

        Assert.NotNull((await ReadAsync(Chat, Embeddings)).Find(ApimScene.OurRole.Key));
        Assert.Null((await ReadAsync(Chat, Embeddings, Accounts + "/OpenAI/responses/write")).Find(ApimScene.OurRole.Key));
    }

    [Theory]
    [InlineData("""{"actions":["*"]}""")]
    [InlineData("""{"dataActions":["Microsoft.CognitiveServices/*"],"notDataActions":["Microsoft.CognitiveServices/accounts/OpenAI/*"]}""")]
    [InlineData("""{"dataActions":["Microsoft.Storage/*"]}""")]
    public async Task A_role_that_allows_something_else_is_no_grant(string permission)
    {
        Assigned((ApimScene.Account, Custom));
        Defined(Custom, permission);

        var state = await ReadAsync(Chat);

        Assert.Null(state.Find(ApimScene.OurRole.Key));
        Assert.Empty(state.UnreadRoles);
    }

    [Fact]
    public async Task A_role_that_is_known_costs_no_reading_of_definitions()
    {
        Assigned((ApimScene.Account, Custom), (ApimScene.Account, ApimScene.OurRole.RoleId));

        Assert.NotNull((await ReadAsync(Chat)).Find(ApimScene.OurRole.Key));
        Assert.DoesNotContain(_scene.Arm.Sent, call => call.ToString()!.Contains("roleDefinitions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_definition_is_read_once_for_all_accounts()
    {
        RoleGrant[] grants =
        [
            .. Enumerable
                .Range(0, 5)
                .Select(number =>
                    ApimScene.OurRole with
                    {
                        Account = ResourceId.Parse($"{ApimScene.Account}{number}"),
                        DataActions = [Chat],
                    }
                ),
        ];
        const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
        _scene.Arm.On(ApimScene.RolesOn(Subscription), ApimScene.List(ApimScene.Assignment(Subscription, FoundryUser)));
        foreach (var grant in grants)
        {
            Defined(FoundryUser, """{"dataActions":["Microsoft.CognitiveServices/*"]}""", grant.Account.Value);
        }

        Assert.Equal(5, (await _scene.ReadAsync(_ => false, grants)).OfType<RoleGrant>().Count());
        Assert.Single(_scene.Arm.Sent, call => call.ToString()!.Contains("roleDefinitions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_assignment_with_a_condition_counts_for_nothing()
    {
        _scene.Arm.On(
            ApimScene.RolesOn(ApimScene.Account),
            ApimScene.List(
                ApimScene
                    .Assignment(ApimScene.Account, FoundryUser)
                    .Replace("\"scope\"", "\"condition\": \"@Resource[x] StringEquals 'y'\", \"scope\"", StringComparison.Ordinal)
            )
        );

        Assert.Null((await ReadAsync(Chat)).Find(ApimScene.OurRole.Key));
    }

    [Fact]
    public async Task A_list_that_is_refused_is_told_as_unseen()
    {
        _scene.Arm.On(ApimScene.RolesOn(ApimScene.Account), Answer.Error(403, "AuthorizationFailed", "may not list"));

        var state = await ReadAsync(Chat);

        Assert.Null(state.Find(ApimScene.OurRole.Key));
        Assert.Contains("AuthorizationFailed", state.UnreadRoles[ApimScene.OurRole.Account], StringComparison.Ordinal);
        Assert.Equal([ApimScene.OurRole.Account], state.UnlistedRoles);
    }

    [Theory]
    [InlineData(403, """{"error":{"code":"AuthorizationFailed","message":"may not read"}}""", "could not be read")]
    [InlineData(200, """{"name":"x","properties":{"roleName":"Nothing"}}""", "does not say what it allows")]
    public async Task A_definition_that_says_nothing_is_told_as_unseen(int status, string body, string reason)
    {
        Assigned((ApimScene.Account, Custom));
        _scene.Arm.On(DefinitionOf(Custom), new Answer(status, body));

        var state = await ReadAsync(Chat);

        Assert.Null(state.Find(ApimScene.OurRole.Key));
        Assert.Contains(reason, state.UnreadRoles[ApimScene.OurRole.Account], StringComparison.Ordinal);
        Assert.Empty(state.UnlistedRoles);
    }

    [Theory]
    [InlineData("Microsoft.CognitiveServices/*", "", Chat, true)]
    [InlineData("*", "", Chat, true)]
    [InlineData("MICROSOFT.COGNITIVESERVICES/accounts/openai/*", "", Chat, true)]
    [InlineData(Accounts + "/OpenAI/deployments/*/action", "", Chat, true)]
    [InlineData(Accounts + "/OpenAI/*/read", "", Chat, false)]
    [InlineData(Chat, "", Chat, true)]
    [InlineData(Accounts + "/OpenAI/deployments/chat/completions/actio?", "", Chat, false)]
    [InlineData("Microsoft.CognitiveServices/*", Accounts + "/OpenAI/deployments/*", Chat, false)]
    [InlineData("Microsoft.CognitiveServices/*", "*/delete", Chat, true)]
    [InlineData("Microsoft.CognitiveServices/*", "", Accounts + "/MaaS/*", true)]
    [InlineData(Accounts + "/MaaS/*", "", Accounts + "/MaaS/*", true)]
    [InlineData(Accounts + "/MaaS/chat/*", "", Accounts + "/MaaS/*", false)]
    [InlineData("Microsoft.CognitiveServices/*", Accounts + "/MaaS/chat/write", Accounts + "/MaaS/*", false)]
    [InlineData("Microsoft.CognitiveServices/*", "*/delete", Accounts + "/MaaS/*", false)]
    [InlineData("Microsoft.CognitiveServices/*", "Microsoft.Storage/*", Accounts + "/MaaS/*", true)]
    public void An_asterisk_stands_for_anything_and_nothing_else_does(string allowed, string excluded, string action, bool allows)
    {
        var permissions = RolePermissions.Read(
            Parse($$"""{"properties":{"permissions":[{"dataActions":["{{allowed}}"],"notDataActions":["{{excluded}}"]}] } }""")
        )!;

        Assert.Equal(allows, permissions.Allows(action));
    }

    [Fact]
    public void What_one_permission_excludes_another_may_allow()
    {
        var permissions = RolePermissions.Read(
            Parse($$"""{"properties":{"permissions":[{"dataActions":["*"],"notDataActions":["*"]},{"dataActions":["{{Chat}}"]}] } }""")
        )!;

        Assert.True(permissions.Allows(Chat));
        Assert.False(permissions.Allows(Embeddings));
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static string DefinitionOf(string role, string account = ApimScene.Account) =>
        $"GET {account}/providers/Microsoft.Authorization/roleDefinitions/{role}";

    private Task<GatewayState> ReadAsync(params string[] actions) =>
        _scene.ReadAsync(_ => false, ApimScene.OurRole with { DataActions = actions });

    private void Assigned(params (string Scope, string Role)[] all) =>
        _scene.Arm.On(
            ApimScene.RolesOn(ApimScene.Account),
            ApimScene.List([
                .. all.Select(
                    (one, index) => ApimScene.Assignment(one.Scope, one.Role).Replace("/x\"", $"/x{index}\"", StringComparison.Ordinal)
                ),
            ])
        );

    private void Defined(string role, string permission, string account = ApimScene.Account) =>
        _scene.Arm.On(DefinitionOf(role, account), $$"""{"name":"{{role}}","properties":{"permissions":[{{permission}}] } }""");
}
