namespace Importer.Arm;

/// <summary>
/// The moment at which a run must be over. Waiting that would pass it is not begun: the call fails at once with the answer
/// it has, so that the run can still report. Flows with the asynchronous calls made inside the scope.
/// </summary>
public static class ArmDeadline
{
    private static readonly AsyncLocal<DateTimeOffset?> Ambient = new();

    /// <summary>The current deadline; null when there is none.</summary>
    public static DateTimeOffset? Current => Ambient.Value;

    /// <summary>Sets the deadline until the result is disposed of; an earlier one that is already set stays.</summary>
    public static IDisposable Until(DateTimeOffset moment)
    {
        var outer = Ambient.Value;
        Ambient.Value = outer < moment ? outer : moment;
        return new Scope(outer);
    }

    internal static bool Allows(TimeSpan wait, TimeProvider clock) => Ambient.Value is not { } end || clock.GetUtcNow() + wait < end;

    private sealed class Scope(DateTimeOffset? outer) : IDisposable
    {
        public void Dispose() => Ambient.Value = outer;
    }
}
