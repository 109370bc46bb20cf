using System.Text;
using System.Text.RegularExpressions;
using Cli.Running;

namespace Cli.Tests;

/// <summary>
/// Every command as it is seen: at 80 and 120 columns, piped and on a terminal. To take what is written now as what is to be written, run
/// these tests with <c>UPDATE_GOLDEN=1</c> and look at the difference.
/// </summary>
public sealed partial class GoldenTests
{
    private const string Drifted =
        """{"properties":{"format":"xml","value":"<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>"}}""";

    [Theory]
    [InlineData(80, false)]
    [InlineData(80, true)]
    [InlineData(120, false)]
    [InlineData(120, true)]
    public async Task Every_command_is_written_as_it_was(int width, bool isTerminal)
    {
        await using var scene = await CliScene.StartAsync();
        var transcript = new Transcript(scene, width, isTerminal);
        await scene.AccountAsync("contoso", "gpt-4o", "text-embedding-3-large");
        await scene.AccountAsync("fabrikam", "o3-mini");
        await scene.ApiOfSomebodyAsync("chat-of-fabrikam", "fabrikam");

        await transcript.AddAsync("--help");
        await transcript.AddAsync("plan", "--help");
        await transcript.AddAsync("plan", "--service", CliScene.Service, "--scope", CliScene.Subscription);
        await transcript.AddAsync("init", "--service", CliScene.Service, "--scope", CliScene.Group, "--print");
        scene.Settings(
            $$"""
            "Ownership": { "Key": "{{CliScene.Key}}" }, "Defaults": { "Products": [ "ai-team", "not-there" ] }
            """
        );
        await transcript.AddAsync("check");
        await transcript.AddAsync("plan", "--format", "md");
        await transcript.AddAsync("apply", "--yes", "--store", "store");
        await transcript.AddAsync("adopt", "chat-of-fabrikam", "--yes", "--store", "store");
        await transcript.AddAsync("detach", "chat-of-fabrikam", "--yes", "--store", "store");
        await scene.PutAsync($"{CliScene.Service}/apis/contoso-openai/policies/policy", Drifted);
        await transcript.AddAsync("plan", "--store", "store");
        await transcript.AddAsync("explain", "contoso-openai", "--store", "store");
        await transcript.AddAsync("test", "--store", "store");
        await transcript.AddAsync("report", "--store", "store");
        await transcript.AddAsync("report", "--help");
        await transcript.AddAsync("report", "--store", "store", "--output", "report.html");
        await transcript.AddAsync("report", "--format", "svg");
        await transcript.AddAsync("export", "--format", "apiops");
        await transcript.AddAsync("restore", "20200101t000000000z-00000000", "--yes", "--store", "store");
        await transcript.AddAsync("completion", "pwsh");
        await File.WriteAllTextAsync(
            Path.Combine(scene.Folder, "importer.json"),
            """{ "Importer": { "Discovery": { "Scopes": [ "nowhere" ] }, "Deletion": { "MaxShare": 7 } } }"""
        );
        await transcript.AddAsync("check");
        await transcript.AddAsync("plan");

        Check($"{width}-{(isTerminal ? "terminal" : "piped")}.txt", transcript.ToString());
    }

    [Fact]
    public async Task On_a_terminal_the_line_of_progress_is_gone_before_the_results_come()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings();

        var run = await CliRun.RunAsync(
            new Surroundings
            {
                Output = TextWriter.Null,
                Error = TextWriter.Null,
                IsErrorTerminal = true,
                Folder = scene.Folder,
                Environment = new Dictionary<string, string?> { ["Importer__Arm__Endpoint"] = scene.Arm },
            },
            "plan"
        );

        Assert.Contains("\r\u001b[Kcomparing the APIs with the design … ", run.Error, StringComparison.Ordinal);
        Assert.Contains(" calls\r\u001b[K", run.Error, StringComparison.Ordinal);
        Assert.Matches("""calls\r\u001b\[K\u001b\[2mnote:""", run.Error);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    private static void Check(string name, string text)
    {
        var file = Path.Combine(RepositoryFiles.Root, "tests/Cli.Tests/Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        var golden = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var (was, now) = (golden.Split('\n'), text.Split('\n'));
        var at = was.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(golden == text, $"{name}, line {at + 1}:\nwas: {was.ElementAtOrDefault(at)}\nnow: {now.ElementAtOrDefault(at)}");
    }

    private sealed partial class Transcript(CliScene scene, int width, bool isTerminal)
    {
        private readonly StringBuilder _text = new();

        public async Task AddAsync(params string[] arguments)
        {
            scene.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
            var run = await CliRun.RunAsync(
                new Surroundings
                {
                    Output = TextWriter.Null,
                    Error = TextWriter.Null,
                    IsTerminal = isTerminal,
                    Width = width,
                    Folder = scene.Folder,
                    Environment = new Dictionary<string, string?> { ["Importer__Arm__Endpoint"] = scene.Arm },
                },
                arguments
            );
            _text
                .Append($"$ foundry-importer {string.Join(' ', arguments)}\n{Plain(run.Output)}")
                .Append(run.Error.Length > 0 ? $"(beside it)\n{Plain(run.Error)}" : "")
                .Append($"(exit {run.Exit})\n\n");
        }

        public override string ToString() => _text.ToString();

        // What another run would have otherwise, in words of the same length where lines are broken by it.
        private string Plain(string text)
        {
            text = text.Replace(scene.Folder, "<folder>", StringComparison.Ordinal).Replace("\u001b", "␛", StringComparison.Ordinal);
            text = Port()
                .Replace(text, "127.0.0.1:<port>")
                .Replace("127.0.0.1:<port>, which", "127.0.0.1:7080, which", StringComparison.Ordinal);
            text = Run().Replace(text, "<run>");
            text = Time().Replace(text, "<time>");
            text = Hash().Replace(text, "<hash>");
            text = Blanks().Replace(text, "");
            return Milliseconds().Replace(text, "<n> ms");
        }

        [GeneratedRegex(@"127\.0\.0\.1:\d+", RegexOptions.CultureInvariant)]
        private static partial Regex Port();

        [GeneratedRegex(@"(?!20200101t)\d{8}t\d{9}z-[0-9a-f]{8}", RegexOptions.CultureInvariant)]
        private static partial Regex Run();

        [GeneratedRegex(@"\d{4}-\d{2}-\d{2}(T|\s+)\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+00:00| UTC)?", RegexOptions.CultureInvariant)]
        private static partial Regex Time();

        [GeneratedRegex(@"\b[0-9a-f]{16}\b", RegexOptions.CultureInvariant)]
        private static partial Regex Hash();

        // The help pads its lines.
        [GeneratedRegex(" +$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
        private static partial Regex Blanks();

        [GeneratedRegex(@"\b\d+ ms", RegexOptions.CultureInvariant)]
        private static partial Regex Milliseconds();
    }
}
