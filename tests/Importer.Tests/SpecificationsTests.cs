using System.Net;
using System.Net.Http.Headers;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;
using Importer.Specs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>Source OpenApi behind an address: fetched with its entity tag, pinned, and imported only when somebody asks.</summary>
public sealed class SpecificationsTests : IDisposable
{
    private const string Location = "https://contoso.com/spec.json?sig=secret";
    private static readonly ResourceKey Key = Api.KeyFor("contoso-openai");
    private readonly ScriptedModels _web = new();
    private int _asked;
    private string _etag = "\"1\"";
    private string _text = Document("/chat/completions");

    public SpecificationsTests() => _web.Answer = Answer;

    public void Dispose() => _web.Dispose();

    [Fact]
    public async Task An_unchanged_document_is_asked_for_by_its_entity_tag_and_sent_once()
    {
        var statuses = new List<HttpStatusCode>();
        _web.Answer = request =>
        {
            var answer = Answer(request);
            statuses.Add(answer!.StatusCode);
            return answer;
        };
        var specifications = new SpecificationSource(new HttpClient(_web), TimeProvider.System);

        var first = (await specifications.ReadAsync(Settings(), CancellationToken.None))[Location];
        var second = (await specifications.ReadAsync(Settings(), CancellationToken.None))[Location];

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotModified], statuses);
        Assert.Equal(first.Content!.ToString(), second.Content!.ToString());
    }

    [Fact]
    public async Task While_the_address_does_not_answer_the_last_good_document_stands_in_and_this_is_told()
    {
        var scene = Start();
        await scene.RunAsync();
        _web.Answer = request => request.RequestUri!.Host == "contoso.com" ? new HttpResponseMessage(HttpStatusCode.BadGateway) : null;

        var report = await scene.RunAsync();

        Assert.Empty(report.Steps);
        Assert.Contains(
            report.SetAside,
            aside =>
                aside.Reason.StartsWith(
                    "specification https://contoso.com/spec.json?…: HTTP 502; what it gave at ",
                    StringComparison.Ordinal
                )
        );
        Assert.DoesNotContain(report.SetAside, aside => aside.Reason.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\u001f\u008b\b")]
    [InlineData("<html>")]
    [InlineData("{}")]
    public async Task A_bad_document_does_not_take_the_place_of_the_last_good_one(string bad)
    {
        var specifications = new SpecificationSource(new HttpClient(_web), TimeProvider.System);
        var good = (await specifications.ReadAsync(Settings(), CancellationToken.None))[Location];
        (_text, _etag) = (bad, "\"2\"");

        var meanwhile = (await specifications.ReadAsync(Settings(), CancellationToken.None))[Location];
        _web.Answer = _ => new HttpResponseMessage(HttpStatusCode.BadGateway);
        var after = (await specifications.ReadAsync(Settings(), CancellationToken.None))[Location];

        Assert.Equal(good.Content!.ToString(), meanwhile.Content!.ToString());
        Assert.StartsWith("it cannot be imported: ", meanwhile.Note, StringComparison.Ordinal);
        Assert.Equal(good.Content.ToString(), after.Content!.ToString());
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "HTTP 404")]
    [InlineData(HttpStatusCode.Found, "HTTP 302: it leads elsewhere; give the address it leads to")]
    public async Task A_document_that_cannot_be_had_sets_the_deployments_aside_and_leaves_what_is_there(
        HttpStatusCode status,
        string problem
    )
    {
        var before = Start();
        await before.RunAsync();
        _web.Answer = request => request.RequestUri!.Host == "contoso.com" ? new HttpResponseMessage(status) : null;
        var after = Start(before.Gateway);

        var report = await after.RunAsync(insist: true);

        Assert.Contains(report.SetAside, aside => aside.Reason == $"specification https://contoso.com/spec.json?…: {problem}");
        Assert.Empty(report.Steps);
        Assert.True(after.Gateway.Resources.ContainsKey(Key));
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_not_read_to_its_end()
    {
        _web.Answer = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[SpecReader.MaxBytes + 1]) };

        var given = (
            await new SpecificationSource(new HttpClient(_web), TimeProvider.System).ReadAsync(Settings(), CancellationToken.None)
        )[Location];

        Assert.Equal("it has 4194305 bytes, more than the 4194304 bytes that API Management takes inline", given.Problem);
    }

    [Fact]
    public async Task A_problem_inside_is_told_with_its_place()
    {
        _text =
            """{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"operationId":"x","parameters":[{"$ref":"other.json#/a"}],"responses":{}}}}}""";
        var scene = Start();

        var report = await scene.RunAsync();

        Assert.Contains(
            report.SetAside,
            aside => aside.Reason.Contains("cannot be imported: #/paths/~1a/get/parameters/0", StringComparison.Ordinal)
        );
        Assert.False(scene.Gateway.Resources.ContainsKey(Key));
    }

    [Theory]
    [InlineData(RunReason.Event)]
    [InlineData(RunReason.Schedule)]
    public async Task A_changed_document_is_told_and_not_imported_by_a_run_that_nobody_asked_for(RunReason reason)
    {
        var scene = Start();
        await scene.RunAsync(reason: reason);
        Change();
        scene.Gateway.Writes.Clear();

        var report = await scene.RunAsync(reason: reason);

        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.Contains(
            report.SetAside,
            aside => aside.Kind == SetAsideKind.Waiting && aside.Reason.Contains("changed behind its address", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(RunReason.Drift)]
    [InlineData(RunReason.Manual)]
    public async Task A_changed_document_shows_as_drift_and_is_imported_by_repair_and_by_hand(RunReason reason)
    {
        var scene = Start();
        await scene.RunAsync();
        Change();

        var plan = await scene.RunAsync(mode: RunMode.Plan, reason: RunReason.Drift);
        Assert.Contains(
            plan.Steps.Single(step => step.Kind == ResourceKind.Api).Differences,
            difference =>
                difference is { Field: "document", Expected: not null, Actual: not null } && difference.Expected != difference.Actual
        );
        await scene.RunAsync(reason: reason);
        Assert.Contains(
            ((Api)scene.Gateway.Resources[Key].Resource).Definition!.Operations,
            operation => operation.UrlTemplate == "/embeddings"
        );
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    [Fact]
    public async Task A_pinned_document_is_taken_by_its_hash_only()
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_text)));
        var scene = Start(hash: hash);
        Assert.Equal(RunOutcome.Succeeded, (await scene.RunAsync()).Outcome);
        Change();

        var report = await scene.RunAsync();

        Assert.Contains(
            report.SetAside,
            aside => aside.Reason.Contains("is not the one that OpenApi.Hash names: it has ", StringComparison.Ordinal)
        );
        Assert.Empty(report.Steps);
    }

    [Fact]
    public async Task Test_calls_name_the_documents_own_version()
    {
        var scene = Start();

        await scene.RunAsync();

        Assert.Contains(
            _web.Calls,
            call =>
                call.AbsoluteUri.EndsWith(
                    "/contoso/openai/deployments/gpt-4o/chat/completions?api-version=2031-01-01",
                    StringComparison.Ordinal
                )
        );
    }

    private static string Document(params string[] paths) =>
        $$"""{"openapi":"3.0.1","info":{"title":"t","version":"2031-01-01"},"servers":[{"url":"https://x/openai"}],"paths":{{{string.Join(',', paths.Select((path, number) => $$"""
        "{{(path == "/chat/completions" ? "/deployments/{deployment-id}" : "")}}{{path}}":{"post":{"operationId":"op{{number}}","responses":{"200":{"description":"OK"} } } }
        """))}}} }""";

    private static ImporterSettings Settings(string? hash = null) =>
        TheSettings.With(
            new()
            {
                Source = ImportSource.OpenApi,
                OpenApiLocation = Location,
                OpenApiHash = hash,
            }
        );

    private Scene Start(InMemoryGateway? gateway = null, string? hash = null)
    {
        var scene = new Scene(Settings(hash), gateway, _web);
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        return scene;
    }

    private void Change() => (_text, _etag) = (Document("/chat/completions", "/embeddings"), $"\"{++_asked}-changed\"");

    private HttpResponseMessage? Answer(HttpRequestMessage request)
    {
        if (request.RequestUri!.Host != "contoso.com")
        {
            return null;
        }

        var tag = new EntityTagHeaderValue(_etag);
        return request.Headers.IfNoneMatch.Contains(tag)
            ? new HttpResponseMessage(HttpStatusCode.NotModified)
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(_text), Headers = { ETag = tag } };
    }
}
