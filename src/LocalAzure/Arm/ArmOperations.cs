using System.Diagnostics.CodeAnalysis;

namespace LocalAzure.Arm;

/// <summary>Tells whoever listens which management operations ended well.</summary>
public sealed class ArmOperations
{
    [SuppressMessage("Design", "CA1003", Justification = "The listeners want the fact, not a sender.")]
    public event Action<ArmOperationCompleted>? Completed;

    [SuppressMessage("Design", "CA1030", Justification = "This is how the management plane raises the event above.")]
    public void Raise(ArmOperationCompleted operation) => Completed?.Invoke(operation);
}
