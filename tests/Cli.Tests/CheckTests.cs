namespace Cli.Tests;

public sealed class CheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cli-check-").FullName;

    [Fact]
    public async Task Good_settings_are_said_to_be_good_and_what_the_deployment_gives_is_named()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "importer.json"),
            """{ "Importer": { "Defaults": { "Products": [ "ai-team" ] } } }"""
        );

        var run = await RunAsync("check");

        Assert.Equal(0, run.Exit);
        Assert.Contains("importer.json is good.", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "ApiManagement.ServiceId is not in it: the app setting Importer__ApiManagement__ServiceId must give it",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("Importer__Reports__Container must give it", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_come_at_once()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "mine.json"),
            """
            { "Importer": { "Discovery": { "Scopes": [ "nowhere" ] }, "Deletion": { "MaxShare": 7 }, "Defaults": { "Basepath2": "x" } } }
            """
        );

        var run = await RunAsync("check", "mine.json");

        Assert.Equal(1, run.Exit);
        Assert.Contains("mine.json has 3 faults:", run.Output, StringComparison.Ordinal);
        Assert.Contains("Importer:Discovery:Scopes:0 = 'nowhere'", run.Output, StringComparison.Ordinal);
        Assert.Contains("Importer:Deletion:MaxShare = '7'", run.Output, StringComparison.Ordinal);
        Assert.Contains("Basepath2", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_JSON_is_told_with_its_line_and_nothing_else()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "importer.json"), "{\n  \"Importer\": {\n");

        var run = await RunAsync("check");

        Assert.Equal(1, run.Exit);
        Assert.Contains("has 1 fault:", run.Output, StringComparison.Ordinal);
        Assert.Contains("is not valid JSON at line 3", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_allowed_and_may_surprise_is_warned_of()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "importer.json"),
            """{ "Importer": { "Health": { "Subscription": "master" } } }"""
        );

        var run = await RunAsync("check");

        Assert.Equal(0, run.Exit);
        Assert.Contains("warning: Health.Subscription is master", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_a_sentence_with_the_way_out()
    {
        var run = await RunAsync("check", "other.json");

        Assert.Equal(1, run.Exit);
        Assert.Empty(run.Output);
        Assert.Equal(
            $"error: there is no file {Path.Combine(_folder, "other.json")}; name one, or write one with: foundry-importer init\n",
            run.Error
        );
    }

    [Fact]
    public async Task The_schema_is_that_of_the_repository()
    {
        var run = await RunAsync("check", "--schema");

        Assert.Equal(0, run.Exit);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(RepositoryFiles.Root, "docs/importer.schema.json")), run.Output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(_folder, [], arguments);
}
