using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

public sealed class RoleAssignmentTests : IAsyncLifetime
{
    private const string OpenAiUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";
    private const string Gateway = "11111111-0000-0000-0000-00000000a002";
    private const string Contoso = $"{Accounts}/contoso";
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync()
    {
        _test = await StartStillAsync();
        await _test.AddAccountAsync("contoso");
    }

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task One_role_for_one_principal_at_one_scope_is_one_assignment()
    {
        var first = At(Contoso);
        Assert.Equal(201, (await _test.PutAsync(first, Body())).Status);
        Assert.Equal(200, (await _test.PutAsync(first, Body())).Status);
        var twin = await _test.PutAsync(At(Contoso), Body());
        Assert.Equal((409, "RoleAssignmentExists"), (twin.Status, twin.Code));
        Assert.Equal("RoleAssignmentUpdateNotPermitted", (await _test.PutAsync(first, Body(principal: Guid.NewGuid().ToString()))).Code);
        Assert.Equal(201, (await _test.PutAsync(At(Group), Body())).Status);
    }

    [Fact]
    public async Task A_list_shows_what_counts_at_a_scope()
    {
        await _test.PutAsync(At(Subscription), Body());
        await _test.PutAsync(At(Contoso), Body());
        await _test.PutAsync(At(Contoso), Body(principal: Guid.NewGuid().ToString()));
        Assert.Equal(3, (await ListAsync(Contoso)).Count);
        Assert.Equal(3, (await ListAsync(Subscription)).Count);
        Assert.Single(await ListAsync(Subscription, "atScope()"));
        Assert.Equal(2, (await ListAsync(Contoso, $"principalId eq '{Gateway}'")).Count);
        Assert.Equal(501, (await _test.GetAsync($"{Contoso}/providers/Microsoft.Authorization/roleAssignments?$filter=x eq 'y'")).Status);
    }

    [Fact]
    public async Task A_delete_gives_the_assignment_back_once_and_it_leaves_with_its_account()
    {
        var id = At(Contoso);
        await _test.PutAsync(id, Body());
        Assert.Equal(Gateway, (string?)(await _test.DeleteAsync(id, null)).Properties["principalId"]);
        Assert.Equal(204, (await _test.DeleteAsync(id, null)).Status);
        await _test.PutAsync(id, Body());
        await _test.DeleteAsync(Contoso, null);
        Assert.Empty(await ListAsync(Subscription));
    }

    [Fact]
    public async Task Unknown_roles_scopes_and_names_are_refused()
    {
        Assert.Equal("RoleDefinitionDoesNotExist", (await _test.PutAsync(At(Contoso), Body(Guid.NewGuid().ToString()))).Code);
        Assert.Equal(
            "InvalidRoleAssignmentId",
            (await _test.PutAsync($"{Contoso}/providers/Microsoft.Authorization/roleAssignments/x", Body())).Code
        );
        Assert.Equal("ParentResourceNotFound", (await _test.PutAsync(At($"{Accounts}/none"), Body())).Code);
    }

    [Fact]
    public async Task Role_definitions_are_found_by_name_and_by_id()
    {
        var found = await _test.GetAsync(
            $"{Subscription}/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'Cognitive Services OpenAI User'"
        );
        Assert.Equal([OpenAiUser], found.Names);
        Assert.Equal(200, (await _test.GetAsync($"{Subscription}/providers/Microsoft.Authorization/roleDefinitions/{OpenAiUser}")).Status);
        Assert.Equal(
            404,
            (await _test.GetAsync($"{Subscription}/providers/Microsoft.Authorization/roleDefinitions/{Guid.NewGuid()}")).Status
        );
    }

    private static string At(string scope) => $"{scope}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}";

    private static string Body(string role = OpenAiUser, string principal = Gateway) =>
        $$$"""{"properties":{"roleDefinitionId":"{{{Subscription}}}/providers/Microsoft.Authorization/roleDefinitions/{{{role}}}","principalId":"{{{principal}}}","principalType":"ServicePrincipal"}}""";

    private async Task<System.Text.Json.Nodes.JsonArray> ListAsync(string scope, string? filter = null) =>
        (
            await _test.GetAsync($"{scope}/providers/Microsoft.Authorization/roleAssignments{(filter is null ? "" : $"?$filter={filter}")}")
        ).Value;
}
