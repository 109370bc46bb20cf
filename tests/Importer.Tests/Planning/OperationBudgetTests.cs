using Importer.Configuration;
using Importer.Gateway;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Planning;

public sealed class OperationBudgetTests
{
    private static readonly Api Petstore = new()
    {
        Id = "petstore",
        DisplayName = "Petstore",
        Path = "petstore",
    };

    [Fact]
    public async Task A_plan_that_does_not_fit_is_refused_with_numbers_and_writes_nothing()
    {
        var scene = Start("Developer", held: 2_998);

        var report = await scene.RunAsync();

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Empty(scene.Gateway.Writes);
        Assert.Matches(
            @"^the plan adds \d operations in 1 new API\(s\); the Developer tier holds 3000 and 2998 are there, which leaves room for 2; nothing was written\.",
            report.Error
        );
    }

    [Fact]
    public async Task A_person_who_knows_better_may_insist()
    {
        var scene = Start("Developer", held: 3_000);

        Assert.Equal(RunOutcome.Succeeded, (await scene.RunAsync(insist: true)).Outcome);
        Assert.Empty(scene.Gateway.Counted);
    }

    [Theory]
    [InlineData("Basic", 9_990)]
    [InlineData("SomethingNew", 900_000)]
    public async Task A_plan_that_fits_or_a_tier_that_is_not_known_goes_on(string sku, int held) =>
        Assert.Equal(RunOutcome.Succeeded, (await Start(sku, held).RunAsync()).Outcome);

    [Fact]
    public async Task Operations_are_counted_only_when_an_api_is_made()
    {
        var scene = Start("Developer", held: 10);
        await scene.RunAsync();
        Assert.Equal(["petstore"], scene.Gateway.Counted);

        await scene.RunAsync();
        Assert.Single(scene.Gateway.Counted);
    }

    [Fact]
    public async Task A_long_document_is_offered_the_trimmed_catalogue()
    {
        var paths = string.Join(
            ',',
            Enumerable
                .Range(0, 40)
                .Select(number =>
                    $$"""
                        "/p{{number}}":{"get":{"operationId":"op{{number}}","responses":{"200":{"description":"OK"} } } }
                        """
                )
        );
        var scene = Start(
            "Developer",
            held: 2_990,
            new() { Source = ImportSource.OpenApi, OpenApiLocation = "https://contoso.com/spec.json" }
        );
        scene.Models.Answer = _ => new HttpResponseMessage
        {
            Content = new StringContent(
                $$"""{"openapi":"3.0.1","info":{"title":"t","version":"1"},"servers":[{"url":"https://x/openai"}],"paths":{ "/deployments/{deployment-id}/chat/completions":{"post":{"operationId":"chat","parameters":[{"name":"deployment-id","in":"path","required":true,"schema":{"type":"string"} }],"responses":{"200":{"description":"OK"} } } },{{paths}} } }"""
            ),
        };

        var error = (await scene.RunAsync()).Error;

        Assert.StartsWith("the plan adds 41 operations", error, StringComparison.Ordinal);
        Assert.Matches(@"With Source Catalogue, which holds only what the models can do, the same APIs need 3\d operations fewer", error);
    }

    [Fact]
    public async Task Operations_that_a_deletion_in_the_same_plan_frees_make_room()
    {
        var scene = Start("Developer", held: 0);
        await scene.RunAsync();
        var own = ((Api)scene.Gateway.Resources[Api.KeyFor("contoso-openai")].Resource).Definition!.Operations.Count;
        scene.Gateway.ForeignOperations = 3_000 - own;
        scene.Source.DeleteAccount("contoso");
        scene.Source.Put(AnAccount.With("fabrikam", "gpt-4o"));

        var report = await scene.RunAsync();

        Assert.True(report.Outcome == RunOutcome.Succeeded, report.Error);
        Assert.Contains(Api.KeyFor("fabrikam-openai"), scene.Gateway.Resources.Keys);
    }

    private static Scene Start(string sku, int held, ApiProfile? profile = null)
    {
        var scene = new Scene(TheSettings.With(profile ?? new()));
        scene.Gateway.Sku = sku;
        scene.Gateway.ForeignOperations = held;
        scene.Gateway.Add(Petstore);
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        return scene;
    }
}
