using System.Diagnostics;
using Importer.Telemetry;

namespace Cli.Output;

/// <summary>Tells the steps of a run, and how many calls to Resource Manager it has made, from the spans that the importer makes.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["discover"] = "reading accounts and deployments",
        ["look at the APIs"] = "listing the APIs",
        ["read specifications"] = "reading specifications",
        ["observe"] = "comparing the APIs with the design",
        ["apply"] = "writing",
        ["probe"] = "calling the deployments",
        ["look before the test calls"] = "looking at the APIs before they are called",
    };

    // Listeners hear the whole process; this one is told about its own command.
    private static readonly AsyncLocal<Progress?> Current = new();

    private readonly Screen _screen;
    private readonly ActivityListener _listener;
    private string _step = "starting";
    private int _calls;

    public Progress(Screen screen)
    {
        _screen = screen;
        Current.Value = this;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref _) => ActivitySamplingResult.PropagationData,
            ActivityStarted = Started,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many calls were made to Resource Manager.</summary>
    public int Calls => _calls;

    /// <summary>Says what is being done beside the importer's own steps.</summary>
    public void Say(string step)
    {
        _step = step;
        _screen.Status($"{step} …", isNew: true);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _screen.ClearStatus();
    }

    private void Started(Activity activity)
    {
        if (Current.Value != this)
        {
            return;
        }

        if (activity.Kind == ActivityKind.Client)
        {
            _screen.Status($"{_step} … {Interlocked.Increment(ref _calls)} calls", isNew: false);
        }
        else if (Words.TryGetValue(activity.OperationName, out var words))
        {
            Say(words);
        }
    }
}
