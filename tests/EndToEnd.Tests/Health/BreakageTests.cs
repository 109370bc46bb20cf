namespace EndToEnd.Tests.Health;

/// <summary>Each way to break the way to a model shows in the report with status, cause and fix, and goes when it is put right.</summary>
[Collection(nameof(HealthCloud))]
public sealed class BreakageTests(HealthCloud cloud)
{
    public static TheoryData<string> Names => [.. Breakages.All.Select(breakage => breakage.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_broken_shows_with_its_cause_and_fix(string name)
    {
        var breakage = Breakages.All.Single(one => one.Name == name);
        var story = await cloud.TellAsync();
        var check = story.Broken.CheckOf(name);

        Assert.True(check is not null, $"{name} is not in {story.Broken}");
        var seen = check.ToJsonString();
        Assert.True(breakage.Code == (string?)check["code"], seen);
        Assert.Equal((breakage.Status, breakage.Http), ((string?)check["status"], (int?)check["httpStatus"]));
        Assert.Contains(breakage.Cause, (string?)check["cause"], StringComparison.Ordinal);
        Assert.Contains(breakage.Fix ?? "", (string?)check["fix"] ?? "", StringComparison.Ordinal);
        Assert.Contains(Escaped(breakage.Cause), story.Page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Only_what_is_unhealthy_needs_a_person(string name)
    {
        var breakage = Breakages.All.Single(one => one.Name == name);
        var story = await cloud.TellAsync();
        var fixes = story.Broken.FixesFor(name);

        Assert.Equal(breakage.Status == "unhealthy", fixes.Any(fix => fix.Contains(breakage.Fix ?? "", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_put_right_is_healthy_again_and_needs_nobody(string name)
    {
        var story = await cloud.TellAsync();
        var check = story.After.CheckOf(name);

        Assert.True(check is not null, $"{name} is not in {story.After}");
        Assert.Equal("healthy", (string?)check["status"]);
        Assert.Null(check["cause"]);
        Assert.Null(check["fix"]);
        Assert.Empty(story.After.FixesFor(name));
    }

    [Fact]
    public async Task A_suspended_subscription_shows_at_every_model_and_never_its_key()
    {
        await cloud.TellAsync();
        await cloud.SubscribeAsync("suspended");
        var broken = await cloud.Importer.TestAsync();
        await cloud.SubscribeAsync("active");
        var after = await cloud.Importer.TestAsync();

        Assert.All(
            broken.Checks,
            check =>
            {
                Assert.Equal(
                    ("unhealthy", "subscriptionKey", 401),
                    ((string?)check["status"], (string?)check["code"], (int?)check["httpStatus"])
                );
                Assert.Contains("look at subscription 'probe'", (string?)check["fix"], StringComparison.Ordinal);
            }
        );
        Assert.All(after.Checks, check => Assert.Equal("healthy", (string?)check["status"]));
        Assert.DoesNotContain(cloud.Key, broken.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(cloud.Key, await cloud.Importer.PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_an_identity_shows_where_tokens_are_needed_and_an_import_after_it_is_back_repairs()
    {
        await cloud.TellAsync();
        await cloud.IdentifyAsync("None");
        var broken = await cloud.Importer.TestAsync();
        await cloud.IdentifyAsync("SystemAssigned");
        await cloud.Importer.ImportAsync();
        var after = await cloud.UntilWellAsync(broken.Checks.Count);

        Assert.Equal(
            ("unhealthy", "identityMissing"),
            ((string?)broken.CheckOf("model-fault")!["status"], (string?)broken.CheckOf("model-fault")!["code"])
        );
        Assert.Contains("--set identity.type=SystemAssigned", (string?)broken.CheckOf("model-fault")!["fix"], StringComparison.Ordinal);
        Assert.Equal("healthy", (string?)broken.CheckOf("account-key")!["status"]);
        Assert.Empty(after.FixesFor("model-fault"));
    }

    private static string Escaped(string text) => System.Text.Encodings.Web.HtmlEncoder.Default.Encode(text);
}
