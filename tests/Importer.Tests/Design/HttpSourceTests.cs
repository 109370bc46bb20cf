using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

/// <summary>
/// The operations of an HTTP API are those of Azure OpenAI, on a path without a suffix: what is called in another way has no
/// place there, and does not take the place of what is called there.
/// </summary>
public sealed class HttpSourceTests
{
    private const string Llama = "Llama-3.3-70B-Instruct";

    [Fact]
    public async Task A_model_that_is_called_in_another_way_leaves_the_api_as_it_is_and_is_told()
    {
        var scene = Scene();
        scene.Source.Put(AnAccount.Named("contoso", ADeployment.Of("gpt-4o")));
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        scene.Source.Put(AnAccount.Named("contoso", ADeployment.Of("gpt-4o"), ADeployment.Of(Llama)));

        var report = await scene.RunAsync();

        Assert.Equal(before, scene.Gateway.Picture);
        Assert.Equal(["gpt-4o"], report.Decisions.Select(decision => decision.Deployment.Split('/')[^1]));
        var told = Assert.Single(report.SetAside);
        Assert.EndsWith(Llama, told.Deployment, StringComparison.Ordinal);
        Assert.Contains("Source Http makes operations of Azure OpenAI alone", told.Reason, StringComparison.Ordinal);
        Assert.Contains("Catalogue", told.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Llama)]
    [InlineData("DeepSeek-V3")]
    public async Task Alone_in_its_account_it_gets_no_api_that_nobody_could_call(string model)
    {
        var scene = Scene();
        scene.Source.Put(AnAccount.Named("contoso", ADeployment.Of(model)));

        var report = await scene.RunAsync();

        Assert.Empty(scene.Gateway.Writes);
        Assert.Contains("Source Http", Assert.Single(report.SetAside).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_openai_model_beside_it_keeps_its_only_compatibility()
    {
        var scene = Scene();
        scene.Source.Put(AnAccount.Named("contoso", ADeployment.Of("gpt-4o"), ADeployment.Of(Llama)));

        var report = await scene.RunAsync();

        Assert.Equal([Compatibility.AzureOpenAI], report.Decisions.Select(decision => decision.Compatibility));
        Assert.Equal(["contoso"], scene.Gateway.Resources.Values.Select(found => found.Resource).OfType<Api>().Select(api => api.Path));
    }

    private static Scene Scene() => new(TheSettings.With(new ApiProfile { Source = ImportSource.Http }));
}
