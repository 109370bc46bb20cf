namespace EndToEnd.Tests.Infra;

/// <summary>The custom roles in infra/ allow what the importer does, and nothing more.</summary>
public sealed class PermissionTests(EverythingCloud cloud) : IClassFixture<EverythingCloud>
{
    [Fact]
    public async Task Every_call_of_the_importer_is_allowed_by_a_role() =>
        AssertNone(NotAllowed(await cloud.CallsAsync(), RoleFiles.Actions().Keys));

    [Fact]
    public async Task Every_action_in_the_roles_is_needed_by_a_call()
    {
        var needed = (await cloud.CallsAsync()).Select(NeededAction.Of).ToHashSet(StringComparer.OrdinalIgnoreCase);

        AssertNone(
            RoleFiles
                .Actions()
                .Where(action => !needed.Contains(action.Key))
                .Select(action => $"{action.Key} in {action.Value} is needed by no call")
        );
    }

    /// <summary>Every action of every custom role.</summary>
    public static TheoryData<string> Actions => [.. RoleFiles.Actions().Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Removing_an_action_names_a_call_that_needs_it(string removed)
    {
        var told = Assert.Single(NotAllowed(await cloud.CallsAsync(), RoleFiles.Actions().Keys.Where(action => action != removed)));

        Assert.StartsWith($"{removed} is in no role of infra/modules and is needed by ", told, StringComparison.OrdinalIgnoreCase);
        var verb = removed.Split('/')[^1];
        Assert.Matches(
            verb switch
            {
                "read" => "by GET /",
                "write" => "by (PUT|PATCH) /",
                "delete" => "by DELETE /",
                _ => "by POST /",
            },
            told
        );
    }

    [Fact]
    public void The_roles_name_each_action_and_use_no_wildcard()
    {
        Assert.InRange(RoleFiles.Actions().Count, 30, 60);
        AssertNone(RoleFiles.Wildcards());
    }

    [Theory]
    [InlineData(
        "GET",
        "/subscriptions/1/providers/Microsoft.CognitiveServices/accounts?api-version=1",
        "Microsoft.CognitiveServices/accounts/read"
    )]
    [InlineData(
        "POST",
        "/subscriptions/1/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/listKeys?api-version=1",
        "Microsoft.CognitiveServices/accounts/listKeys/action"
    )]
    [InlineData(
        "PUT",
        "/subscriptions/1/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/providers/Microsoft.Authorization/roleAssignments/n",
        "Microsoft.Authorization/roleAssignments/write"
    )]
    [InlineData(
        "PATCH",
        "/subscriptions/1/resourceGroups/g/providers/Microsoft.ApiManagement/service/s",
        "Microsoft.ApiManagement/service/write"
    )]
    [InlineData(
        "DELETE",
        "/subscriptions/1/resourceGroups/g/providers/Microsoft.ApiManagement/service/s/products/p/apis/a",
        "Microsoft.ApiManagement/service/products/apis/delete"
    )]
    public void A_call_needs_the_action_of_its_type_and_verb(string method, string path, string action) =>
        Assert.Equal(action, NeededAction.Of(new Call(new() { ["method"] = method, ["path"] = path })));

    private static void AssertNone(IEnumerable<string> faults)
    {
        var list = string.Join('\n', faults);
        Assert.True(list.Length == 0, list);
    }

    private static IReadOnlyList<string> NotAllowed(IEnumerable<Call> calls, IEnumerable<string> actions)
    {
        var allowed = actions.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. calls
                .GroupBy(NeededAction.Of, StringComparer.OrdinalIgnoreCase)
                .Where(group => !allowed.Contains(group.Key))
                .Select(group => $"{group.Key} is in no role of infra/modules and is needed by {group.First()}"),
        ];
    }
}
