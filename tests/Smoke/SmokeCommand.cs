using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Importer.Arm;
using Smoke.Evidence;

namespace Smoke;

/// <summary>The command: says what it will do, asks, does it, and removes what it made, whatever happens.</summary>
internal sealed class SmokeCommand(SmokeOptions options, TextReader input, TextWriter output, TimeProvider clock)
{
    /// <summary>Every step was verified, and nothing is left behind.</summary>
    public const int Succeeded = 0;

    /// <summary>Something is not as it should be, or was not agreed to, or something is left behind.</summary>
    public const int Failed = 1;

    // To remove what was made takes this long at most, also after the run was stopped.
    private static readonly TimeSpan CleaningTakes = TimeSpan.FromMinutes(15);

    /// <summary>What a run is called; tests give it.</summary>
    public string Run { get; init; } = $"{Belongings.Prefix}{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>Told after every step; tests stop the run here.</summary>
    public Action<string> Stepped { get; init; } = _ => { };

    /// <summary>The files that the run has written.</summary>
    public EvidenceFiles Files { get; } =
        EvidenceFiles.Next(options.EvidenceFolder ?? (options.IsLocal ? "artifacts/evidence" : "evidence"), clock);

    /// <summary>Runs; <paramref name="stop"/> ends the run early, and it still removes what it made.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        await using var local = options.IsLocal ? await LocalTarget.StartAsync(stop) : null;
        await using var evidence = Files.Open();
        using var target = new SmokeTarget(
            local?.Arm ?? options.Arm,
            local?.Service ?? options.Service!,
            local?.Account ?? options.Account!,
            evidence
        );
        try
        {
            return options.IsCleanUp ? await CleanUpAsync(target, stop) : await RunAsync(target, stop);
        }
        catch (SmokeFailedException fault)
        {
            await output.WriteLineAsync(fault.Message);
            return Failed;
        }
        catch (ArmException refusal)
        {
            await output.WriteLineAsync($"Resource Manager refused: {refusal.Message}");
            return Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopped before anything was made.");
            return Failed;
        }
    }

    private async Task<int> RunAsync(SmokeTarget target, CancellationToken stop)
    {
        target.Recorder.Step = "look";
        var ground = await SmokeGround.FindAsync(target, options, Run, stop);
        await output.WriteLineAsync(Announce(target, ground));
        if (!await AgreeAsync())
        {
            return Failed;
        }

        var summary = new EvidenceSummary(Run, options.IsLocal);
        var isGood = await TellAsync(target, ground, summary, stop);
        var isClean = await LeaveAsync(target, summary);
        await File.WriteAllTextAsync(Files.Summary, summary.Write(target.Recorder.Calls), CancellationToken.None);
        await output.WriteLineAsync($"Evidence: {Files.Lines}{Environment.NewLine}Summary:  {Files.Summary}");
        return isGood && isClean ? Succeeded : Failed;
    }

    private string Announce(SmokeTarget target, SmokeGround ground) =>
        $"""
            The smoke run {Run} will, on {(options.IsLocal ? "a LocalAzure of its own" : target.Endpoint.Host)}:
              {Deployment(target, ground)},
              make a product, a subscription, a backend and an API in {target.Service.Name}, all named {Run}…,
              give the gateway's identity the role Cognitive Services User on {target.Account.Name}, if it has not got it,
              change its own API, find and repair that, let the importer withdraw the API, and remove the rest.
            It touches nothing that it did not make.
            It costs at most {SmokeGround.MostTokens.ToString(
                CultureInfo.InvariantCulture
            )} tokens of test calls (usually under 200), billed as the deployment's are{(
                ground.Model is null ? "" : "; a deployment of this kind costs nothing else"
            )}.
            Resource Manager and API Management take nothing more for it.
            It takes a minute or two; up to ten more where the role has to be given. Ctrl+C ends it early, and it still removes what it made.
            What was left all the same: dotnet run --project tests/Smoke -- --service <id> --account <id> --clean-up --run {Run}
            """;

    private string Deployment(SmokeTarget target, SmokeGround ground) =>
        ground.Model is null
            ? $"use the deployment {ground.Deployment.Name} of {target.Account.Name} as it is"
            : $"deploy {ground.Model} as {Run} in {target.Account.Name} (GlobalStandard, capacity 1)";

    // A LocalAzure of one's own needs nobody's leave.
    private async Task<bool> AgreeAsync()
    {
        if (options.IsLocal || options.IsAgreed)
        {
            return true;
        }

        await output.WriteAsync("Go on? (yes/no) ");
        if (string.Equals((await input.ReadLineAsync())?.Trim(), "yes", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        await output.WriteLineAsync("Nothing was made. Answer yes, or give --yes where nobody can answer.");
        return false;
    }

    private async Task<bool> TellAsync(SmokeTarget target, SmokeGround ground, EvidenceSummary summary, CancellationToken stop)
    {
        await using var story = new SmokeStory(target, ground, Run);
        foreach (var (name, tellAsync) in story.Steps)
        {
            var began = Stopwatch.GetTimestamp();
            target.Recorder.Step = name;
            var (isGood, sentence) = await TryAsync(() => tellAsync(stop), stop);
            await NoteAsync(summary, new StepResult(name, isGood, sentence, Stopwatch.GetElapsedTime(began)));
            if (!isGood)
            {
                return false;
            }

            Stepped(name);
        }

        return true;
    }

    private async Task<(bool IsGood, string Sentence)> TryAsync(Func<Task<string>> tellAsync, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            return (true, await tellAsync());
        }
        catch (SmokeFailedException fault)
        {
            return (false, fault.Message);
        }
        catch (ArmException refusal)
        {
            return (false, $"Resource Manager refused: {refusal.Message}");
        }
        catch (HttpRequestException fault)
        {
            return (false, $"the gateway could not be reached from here: {fault.Message}");
        }
        catch (OperationCanceledException)
        {
            return (false, "stopped");
        }
    }

    private async Task NoteAsync(EvidenceSummary summary, StepResult result)
    {
        summary.Add(result);
        await output.WriteLineAsync($"[{(result.IsGood ? "verified" : "FAILED")}] {result.Name}: {result.Sentence}");
    }

    private async Task<bool> LeaveAsync(SmokeTarget target, EvidenceSummary summary)
    {
        using var patience = new CancellationTokenSource(CleaningTakes);
        target.Recorder.Step = "clean up";
        var began = Stopwatch.GetTimestamp();
        var left = "";
        var (isDone, sentence) = await TryAsync(async () => left = await RemoveAsync(target, Run, patience.Token), patience.Token);
        var isClean = isDone && left.Length == 0;
        var rest = isDone ? left : sentence;
        var told = isClean ? "nothing of the run is left" : $"{rest} Remove it with --clean-up --run {Run}";
        await NoteAsync(summary, new StepResult("clean up", isClean, told, Stopwatch.GetElapsedTime(began)));
        return isClean;
    }

    // What is left, in words; empty for nothing.
    private async Task<string> RemoveAsync(SmokeTarget target, string? run, CancellationToken cancellationToken)
    {
        var belongings = new Belongings(target.Arm, target.Service, target.Account);
        await belongings.SettleAsync(() => [.. target.Recorder.Running], clock, cancellationToken);
        var faults = await belongings.RemoveAsync(await belongings.FindAsync(run, cancellationToken), cancellationToken);
        var left = await belongings.FindAsync(run, cancellationToken);
        return left.Count == 0 ? "" : $"Left behind: {string.Join(", ", left)}. {string.Join(" ", faults)}";
    }

    private async Task<int> CleanUpAsync(SmokeTarget target, CancellationToken stop)
    {
        target.Recorder.Step = "clean up";
        var found = await new Belongings(target.Arm, target.Service, target.Account).FindAsync(options.Run, stop);
        if (found.Count == 0)
        {
            await output.WriteLineAsync("No smoke run has left anything here.");
            return Succeeded;
        }

        var list = string.Concat(found.Select(one => $"{Environment.NewLine}  {one} (run {one.Run})"));
        await output.WriteLineAsync(
            $"Smoke runs have left this, and it will be removed:{list}{Environment.NewLine}A run that is under way loses what it needs."
        );
        if (!await AgreeAsync())
        {
            return Failed;
        }

        var left = await RemoveAsync(target, options.Run, stop);
        await output.WriteLineAsync(left.Length == 0 ? "Nothing is left." : left);
        return left.Length == 0 ? Succeeded : Failed;
    }
}
