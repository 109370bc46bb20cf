using Importer.Configuration;
using Importer.Gateway;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

public sealed class ApiDetacherTests
{
    private static readonly ResourceKey Contoso = Api.KeyFor("contoso-openai");
    private static readonly ResourceKey Endpoint = new(ResourceKind.Backend, "contoso-openai-ai-endpoint");

    [Fact]
    public async Task Marks_go_from_the_api_and_its_backend_and_nothing_else_changes()
    {
        var scene = await ImportedAsync();
        var before = scene.Gateway.Resources[Contoso].Resource as Api;

        var report = await scene.DoAsync(ManualActionKind.Detach, "contoso-openai");

        Assert.Equal((RunOutcome.Succeeded, ""), (report.Outcome, report.Error ?? ""));
        Assert.Equal([$"PATCH {Endpoint}", $"PATCH {Contoso}"], scene.Gateway.Writes);
        Assert.Null(scene.Gateway.Resources[Contoso].OwnershipTag);
        Assert.Null(scene.Gateway.Resources[Endpoint].OwnershipTag);
        var after = (Api)scene.Gateway.Resources[Contoso].Resource;
        Assert.Equal(before! with { OwnershipTag = null, Detached = after.Detached, Definition = after.Definition }, after);
        Assert.Equal(new DetachNote(AnAccount.Id("contoso"), "AzureOpenAI") { Host = "contoso" }, after.Detached);
    }

    [Fact]
    public async Task A_backend_that_people_chose_by_an_expression_outlives_the_detachment()
    {
        var scene = await ImportedAsync(new ApiProfile { DriftIgnore = [IgnorableField.Policy] });
        var found = scene.Gateway.Resources[Contoso];
        scene.Gateway.Add(
            new ApiPolicy
            {
                Api = "contoso-openai",
                Xml =
                    $"<policies><inbound><base /><set-backend-service backend-id=\"@(context.Api.Id == &quot;x&quot; ? &quot;other&quot; : &quot;{Endpoint.Name}&quot;)\" /></inbound></policies>",
            },
            found.OwnershipTag
        );

        await scene.DoAsync(ManualActionKind.Detach, "contoso-openai");
        scene.Source.Delete("contoso", "gpt-4o");
        await scene.RunAsync();

        Assert.Null(scene.Gateway.Resources[Endpoint].OwnershipTag);
    }

    [Fact]
    public async Task The_next_run_makes_no_second_api_and_tells_the_way_back()
    {
        var scene = await ImportedAsync();
        await scene.DoAsync(ManualActionKind.Detach, "contoso-openai");
        scene.Gateway.Writes.Clear();

        var report = await scene.RunAsync();

        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.Empty(report.Decisions);
        Assert.Contains("\"adopt\": \"contoso-openai\"", Assert.Single(report.SetAside).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detached_api_survives_its_deployment()
    {
        var scene = await ImportedAsync();
        await scene.DoAsync(ManualActionKind.Detach, "contoso-openai");

        scene.Source.DeleteAccount("contoso");
        await scene.RunAsync(insist: true);

        Assert.True(scene.Gateway.Resources.ContainsKey(Contoso));
        Assert.True(scene.Gateway.Resources.ContainsKey(Endpoint));
    }

    [Fact]
    public async Task Detached_and_adopted_again_it_is_managed_where_it_stands()
    {
        var scene = await ImportedAsync();
        await scene.DoAsync(ManualActionKind.Detach, "contoso-openai");

        var report = await scene.DoAsync(ManualActionKind.Adopt, "contoso-openai");

        Assert.Equal((RunOutcome.Succeeded, ""), (report.Outcome, report.Error ?? ""));
        Assert.Null(((Api)scene.Gateway.Resources[Contoso].Resource).Detached);
        Assert.Empty((await scene.RunAsync(mode: RunMode.Plan)).Steps);
        await scene.DoAsync(ManualActionKind.Detach, "contoso-openai");
        Assert.Null(scene.Gateway.Resources[Contoso].OwnershipTag);
        Assert.Equal(0, (await scene.RunAsync()).Counts.Create);
    }

    [Fact]
    public async Task Detaching_twice_writes_nothing_the_second_time()
    {
        var scene = await ImportedAsync();
        await scene.DoAsync(ManualActionKind.Detach, "contoso-openai");
        scene.Gateway.Writes.Clear();

        Assert.Equal(RunOutcome.Succeeded, (await scene.DoAsync(ManualActionKind.Detach, "contoso-openai")).Outcome);
        Assert.Empty(scene.Gateway.Writes);
    }

    [Theory]
    [InlineData("petstore", "is not managed by this importer")]
    [InlineData("nobody", "there is no API 'nobody'")]
    [InlineData(
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/providers/Microsoft.ApiManagement/service/other/apis/contoso-openai",
        "is no API of"
    )]
    public async Task What_is_not_managed_is_refused(string name, string reason)
    {
        var scene = await ImportedAsync();
        scene.Gateway.Add(
            new Api
            {
                Id = "petstore",
                DisplayName = "Petstore",
                Path = "petstore",
            }
        );

        var report = await scene.DoAsync(ManualActionKind.Detach, name);

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains(reason, report.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task A_plan_of_it_writes_nothing_and_shows_the_mark_that_goes()
    {
        var scene = await ImportedAsync();

        var report = await scene.DoAsync(
            ManualActionKind.Detach,
            scene.Settings.ServiceId.Child("apis", "contoso-openai").Value,
            RunMode.Plan
        );

        Assert.Empty(scene.Gateway.Writes);
        Assert.All(
            report.Steps,
            step => Assert.StartsWith("[foundry-importer source=", Assert.Single(step.Differences).Actual, StringComparison.Ordinal)
        );
        Assert.Equal(2, report.Counts.Update);
    }

    [Fact]
    public async Task A_key_loses_its_mark_and_keeps_its_value()
    {
        var scene = await ImportedAsync(
            new ApiProfile { Authentication = new AuthenticationSettings { Mode = AuthenticationMode.ApiKey } }
        );

        await scene.DoAsync(ManualActionKind.Detach, "contoso-openai");

        Assert.Equal(
            ["PATCH NamedValue contoso-openai-key", $"PATCH {Endpoint}", $"PATCH {Contoso}"],
            scene
                .Gateway.Writes.Order(StringComparer.Ordinal)
                .OrderBy(write => write.Contains("Api ", StringComparison.Ordinal))
                .ThenByDescending(write => write.Contains("NamedValue", StringComparison.Ordinal))
        );
        Assert.Null(scene.Gateway.Resources[new ResourceKey(ResourceKind.NamedValue, "contoso-openai-key")].OwnershipTag);
    }

    private static async Task<Scene> ImportedAsync(ApiProfile? profile = null)
    {
        var scene = new Scene(profile is null ? null : TheSettings.With(profile));
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Gateway.Writes.Clear();
        return scene;
    }
}
